import {
  clickhouseTime,
  completeVersion,
  type EditRow,
  type RequestRow,
  requestRowSchema,
  uuidv7,
} from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type CallPrice,
  findUnfolded,
  foldEdits,
  insertEdits,
  insertRequests,
  insertTombstones,
  writePrices,
} from './index.ts';
import { clickhouse, patient } from './test/database.ts';
import { editOf } from './test/edits.ts';
import { requestRow } from './test/rows.ts';

const made = Date.UTC(2026, 10, 20, 12);
const generation = 2 ** 32;
const prefix = 'the cost is unknown: ';

beforeEach(() => empty(), 60_000);

async function empty(): Promise<void> {
  for (const table of ['requests', 'edits']) await clickhouse.command('TRUNCATE TABLE {table:Identifier}', { table });
}

/** A complete call that cost 0.0003 USD. */
function call(overrides: Partial<RequestRow> = {}): RequestRow {
  return requestRow({
    created_at: clickhouseTime(made),
    request_id: uuidv7(made),
    version: completeVersion,
    ...costOf(3),
    warnings: ['from the edge'],
    price_details: {},
    scores: {},
    ...overrides,
  });
}

/** @param tenths of a thousandth of a dollar; null for unknown */
function costOf(tenths: number | null): Pick<RequestRow, 'cost_usd' | 'cost_source' | 'cost_breakdown'> {
  if (tenths === null) return { cost_usd: null, cost_source: 'unknown', cost_breakdown: {} };
  return {
    cost_usd: `0.000${tenths}`,
    cost_source: 'priced',
    cost_breakdown: { input: '0.0001', output: `0.000${tenths - 1}` },
  };
}

/** What the call costs by other prices. */
function priceOf(row: RequestRow, tenths: number | null, more: Partial<CallPrice> = {}): CallPrice {
  const { request_id, isolate_id, isolate_seq, cost_usd, cost_source } = row;
  const created_at = `${row.created_at.replace(' ', 'T')}Z`;
  return {
    ...{ created_at, request_id, isolate_id, isolate_seq },
    ...costOf(tenths),
    price_details: {},
    warning: tenths === null ? `${prefix}nobody knows` : '',
    before: { cost_usd, cost_source },
    ...more,
  };
}

const write = (prices: readonly CallPrice[], organisation = 'org') =>
  writePrices(clickhouse, organisation, prices, [prefix]);
const stored = () =>
  clickhouse.query(requestRowSchema, 'SELECT *, call_id FROM requests FINAL ORDER BY org_id, created_at, isolate_seq');
const merge = () => clickhouse.command('OPTIMIZE TABLE requests FINAL');

async function sweep(): Promise<void> {
  for (;;) {
    const calls = await findUnfolded(clickhouse, { from: made - 86_400_000, to: made + 86_400_000, limit: 10 });
    if (calls.length === 0) return;
    await foldEdits(clickhouse, calls);
  }
}

describe('other prices', () => {
  test('are in the row, under the next generation, and all else of it stays', async () => {
    const row = call();
    await insertRequests(clickhouse, [row]);
    const [landed] = await clickhouse.query(anyRow, 'SELECT inserted_at FROM requests');
    await write([priceOf(row, 5, { price_details: { reported_cost: '0.1' } })]);
    const expected = {
      ...row,
      ...costOf(5),
      price_details: { reported_cost: '0.1' },
      version: completeVersion + generation,
    };
    expect(await stored()).toEqual([expected]);
    // Those who follow the calls that land are not told of it again.
    expect(await clickhouse.query(anyRow, 'SELECT DISTINCT inserted_at FROM requests')).toEqual([landed]);
    await merge();
    expect(await stored()).toEqual([expected]);
  });

  test('take the warning that the cost is unknown away, or put it there', async () => {
    const unknown = call({ ...costOf(null), warnings: ['from the edge', `${prefix}there is no price`] });
    await insertRequests(clickhouse, [unknown]);
    await write([priceOf(unknown, 5)]);
    const [known] = await stored();
    expect(known).toMatchObject({ ...costOf(5), warnings: ['from the edge'] });
    await write([priceOf(known ?? unknown, null)]);
    expect(await stored()).toMatchObject([
      {
        ...costOf(null),
        warnings: ['from the edge', `${prefix}nobody knows`],
        version: completeVersion + 2 * generation,
      },
    ]);
  });

  test('are written once, however often the same is asked', async () => {
    const row = call();
    await insertRequests(clickhouse, [row]);
    for (let i = 0; i < 3; i++) await write([priceOf(row, 5)]);
    expect(await stored()).toMatchObject([{ ...costOf(5), version: completeVersion + generation }]);
    expect(await clickhouse.query(anyRow, 'SELECT count() AS rows FROM requests')).toEqual([{ rows: 2 }]);
  });

  test('outrank the row when its message is delivered again', async () => {
    const row = call();
    await insertRequests(clickhouse, [row]);
    await write([priceOf(row, 5)]);
    await insertRequests(clickhouse, [row, { ...row, version: 0, ...costOf(null) }]);
    await merge();
    expect(await stored()).toMatchObject([costOf(5)]);
  });

  test('of a row without bodies give way to the complete one, and never go into it', async () => {
    const row = call();
    const incomplete = { ...row, version: 0, ...costOf(null) };
    await insertRequests(clickhouse, [incomplete]);
    const late = priceOf(incomplete, 7);
    await write([late]);
    await insertRequests(clickhouse, [row]);
    expect(await stored()).toEqual([row]);
    await write([late]);
    expect(await stored()).toEqual([row]);
  });

  test('lift a row of a consumer before edits as a fold does', async () => {
    const row = call({ version: 1 });
    await insertRequests(clickhouse, [row]);
    await write([priceOf(row, 5)]);
    await insertRequests(clickhouse, [row]);
    expect(await stored()).toMatchObject([{ ...costOf(5), version: completeVersion + generation }]);
  });

  test('leave deleted calls deleted, and another organisation’s as they are', async () => {
    const row = call();
    const others = { ...row, org_id: 'others' };
    await insertRequests(clickhouse, [row, others]);
    await insertTombstones(clickhouse, [{ ...row, created_at: made, buried_at: new Date(made) }]);
    await write([priceOf(row, 5)]);
    await merge();
    expect(await stored()).toEqual([others]);
    expect(await clickhouse.query(anyRow, 'SELECT count() AS rows FROM requests')).toEqual([{ rows: 2 }]);
  });
});

describe('edits', () => {
  test('that were folded after the call was looked at stay', async () => {
    const row = call();
    await insertRequests(clickhouse, [row]);
    const price = priceOf(row, 5);
    await insertEdits(clickhouse, [editOf(row, { made })]);
    await foldEdits(clickhouse, [row]);
    await write([price]);
    expect(await stored()).toMatchObject([
      { ...costOf(5), scores: { quality: 1 }, version: completeVersion + generation + 2 },
    ]);
  });

  test('of forty at once, while prices change ten times, none is lost, and neither is a price', {
    timeout: 240_000,
  }, async () => {
    const row = call();
    await insertRequests(clickhouse, [row]);
    const edits = Array.from({ length: 40 }, (_, n) => editOf(row, { made, name: `score ${n}`, score: n }));
    const editing = Promise.all(
      edits.map(async (edit) => {
        await insertEdits(patient, [edit]);
        await foldEdits(patient, [row]);
      }),
    );
    for (let n = 0; n < 10; n++) {
      const [now] = await stored();
      if (now) await writePrices(patient, 'org', [priceOf(now, 2 + (n % 8))], [prefix]);
    }
    await editing;
    await sweep();
    await merge();
    const [last] = await stored();
    expect(last).toMatchObject(costOf(2 + (9 % 8)));
    expect(last?.scores).toEqual(Object.fromEntries(edits.map(({ name, score }) => [name, score])));
  });
});

const anyRow = requestRowSchema.loose().partial();

test('any order of deliveries, edits, folds, prices, sweeps and merges ends with the last price and all edits', {
  timeout: 300_000,
}, async () => {
  const row = call({ properties: { team: 'shop' } });
  const steps = fc.array(
    fc.oneof(
      fc.record({ what: fc.constant('price' as const), tenths: fc.integer({ min: 2, max: 9 }) }),
      fc.record({ what: fc.constant('late price' as const), tenths: fc.integer({ min: 2, max: 9 }) }),
      fc.record({ what: fc.constantFrom('edit', 'fold', 'deliver', 'deliver incomplete', 'sweep', 'merge') }),
    ),
    { maxLength: 14 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      await empty();
      await insertRequests(clickhouse, [row]);
      const edits: EditRow[] = [];
      let cost = costOf(3);
      for (const step of taken) {
        const [now = row] = await stored();
        if (step.what === 'price') {
          const { tenths } = step as { tenths: number };
          await write([priceOf(now, tenths)]);
          cost = costOf(tenths);
        } else if (step.what === 'late price') {
          // Of a moment at which the call had another cost.
          await write([
            priceOf(now, (step as { tenths: number }).tenths, { before: { cost_usd: '0.9', cost_source: 'priced' } }),
          ]);
        } else if (step.what === 'edit') {
          const edit = editOf(row, {
            made: made + edits.length,
            name: `score ${edits.length % 3}`,
            score: edits.length,
          });
          edits.push(edit);
          await insertEdits(clickhouse, [edit]);
        } else if (step.what === 'fold') {
          await foldEdits(clickhouse, [row]);
        } else if (step.what.startsWith('deliver')) {
          const base = step.what === 'deliver' ? row : { ...row, version: 0, ...costOf(null) };
          await insertRequests(clickhouse, [base]);
        } else if (step.what === 'sweep') {
          await sweep();
        } else {
          await merge();
        }
      }
      await sweep();
      const scores = Object.fromEntries(edits.map(({ name, score }) => [name, score]));
      const [last] = await stored();
      expect(last).toEqual({ ...row, ...cost, scores, version: expect.any(Number) });
      await merge();
      expect(await stored()).toEqual([last]);
    }),
    { numRuns: 40 },
  );
});
