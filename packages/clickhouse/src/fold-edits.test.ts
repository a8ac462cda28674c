import {
  clickhouseTime,
  completeVersion,
  type EditRow,
  type RequestIdRow,
  type RequestRow,
  requestRowSchema,
  uuidv7,
} from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  findUnfolded,
  foldEdits,
  insertEdits,
  insertRequestIds,
  insertRequests,
  insertTombstones,
  isFolded,
} from './index.ts';
import { clickhouse, patient } from './test/database.ts';
import { editOf } from './test/edits.ts';
import { requestRow } from './test/rows.ts';

const made = Date.UTC(2026, 10, 20, 12);

beforeEach(() => empty());

async function empty(): Promise<void> {
  for (const table of ['requests', 'request_ids', 'edits']) {
    await clickhouse.command('TRUNCATE TABLE {table:Identifier}', { table });
  }
}

/** A complete call whose id tells its time. */
function call(overrides: Partial<RequestRow> = {}): RequestRow {
  return requestRow({
    created_at: clickhouseTime(made),
    request_id: uuidv7(made),
    version: completeVersion,
    properties: { team: 'shop', plan: 'free' },
    scores: {},
    ...overrides,
  });
}

function placeOf({ org_id, request_id, created_at }: RequestRow): RequestIdRow {
  return { org_id, request_id, created_at };
}

const stored = () =>
  clickhouse.query(requestRowSchema, 'SELECT *, call_id FROM requests FINAL ORDER BY org_id, created_at, isolate_seq');

async function storedOne(): Promise<RequestRow | undefined> {
  const rows = await stored();
  expect(rows).toHaveLength(1);
  return rows[0];
}

/** As the consumer's schedule does it. */
async function sweep(): Promise<void> {
  for (;;) {
    const calls = await findUnfolded(clickhouse, { from: made - 86_400_000, to: made + 86_400_000, limit: 2 });
    if (calls.length === 0) return;
    await foldEdits(clickhouse, calls);
  }
}

describe('a fold', () => {
  test('puts scores, a rating and properties into the row, takes away what is null, and leaves all else', async () => {
    const row = call({ scores: { old: 1 } });
    await insertRequests(clickhouse, [row]);
    await insertEdits(clickhouse, [
      editOf(row, { made, name: 'quality', score: 0.25 }),
      editOf(row, { made, kind: 'feedback', name: 'feedback', score: -1, text: 'wrong' }),
      editOf(row, { made, kind: 'property', name: 'team', score: null, text: 'search' }),
      editOf(row, { made, kind: 'property', name: 'plan', score: null, text: null }),
      editOf(row, { made, name: 'old', score: null }),
    ]);
    await foldEdits(clickhouse, [row]);
    expect(await storedOne()).toEqual({
      ...row,
      scores: { feedback: -1, quality: 0.25 },
      properties: { team: 'search' },
      version: completeVersion + 6,
    });
  });

  test('keeps the edit that was made last, whichever is stored last and however ClickHouse compares ids', async () => {
    const row = call();
    await insertRequests(clickhouse, [row]);
    // By their second halves, as ClickHouse compares UUIDs, the first would be the later one.
    const first = editOf(row, { made, edit_id: '019a3b00-0000-7000-bfff-ffffffffffff', score: 1 });
    const second = editOf(row, { made, edit_id: '019a3b00-0001-7000-8000-000000000000', score: 2 });
    await insertEdits(clickhouse, [second]);
    await foldEdits(clickhouse, [row]);
    await insertEdits(clickhouse, [first]);
    await foldEdits(clickhouse, [row]);
    expect((await storedOne())?.scores).toEqual({ quality: 2 });
  });

  test('loses none of a hundred edits that arrive at once', { timeout: 300_000 }, async () => {
    const row = call();
    await insertRequests(clickhouse, [row]);
    const edits = Array.from({ length: 100 }, (_, n) => editOf(row, { made, name: `score ${n}`, score: n }));
    await Promise.all(
      edits.map(async (edit) => {
        await insertEdits(patient, [edit]);
        await foldEdits(patient, [row]);
      }),
    );
    const folded = await storedOne();
    expect(folded?.scores).toEqual(Object.fromEntries(edits.map(({ name, score }) => [name, score])));
    expect(folded?.version).toBe(completeVersion + 101);
  });

  test('is of every row that the id names, wherever it stands, and of no other organisation’s', async () => {
    const request_id = '5d5f3b6e-7d2f-4d56-9a3c-0b1c2d3e4f50';
    const chosen = [1, 2].map((isolate_seq) =>
      call({ request_id, isolate_seq, created_at: clickhouseTime(made - isolate_seq * 40 * 86_400_000) }),
    );
    const others = call({ request_id, isolate_seq: 3, org_id: 'others' });
    await insertRequests(clickhouse, [...chosen, others]);
    await insertRequestIds(clickhouse, [...chosen, others].map(placeOf));
    await insertEdits(clickhouse, [editOf({ org_id: 'org', request_id }, { made })]);
    await foldEdits(clickhouse, [{ org_id: 'org', request_id }]);
    const scores = (await stored()).map(({ org_id, isolate_seq, scores }) => [org_id, isolate_seq, scores]);
    expect(scores).toEqual([
      ['org', 2, { quality: 1 }],
      ['org', 1, { quality: 1 }],
      ['others', 3, {}],
    ]);
  });

  test('finds a call whose UUIDv7 tells another time than that of the call', async () => {
    const row = call({ request_id: uuidv7(made - 5_000_000) });
    await insertRequests(clickhouse, [row]);
    await insertRequestIds(clickhouse, [placeOf(row)]);
    await insertEdits(clickhouse, [editOf(row, { made })]);
    await foldEdits(clickhouse, [row]);
    expect((await storedOne())?.scores).toEqual({ quality: 1 });
  });

  test('writes nothing for a call that is no row, has no edits, or is deleted', async () => {
    const [unedited, deleted] = [call({ isolate_seq: 1 }), call({ isolate_seq: 2 })];
    await insertRequests(clickhouse, [unedited, deleted]);
    await insertTombstones(clickhouse, [{ ...deleted, created_at: made, buried_at: new Date(made) }]);
    await insertEdits(clickhouse, [editOf(deleted, { made }), editOf(call(), { made })]);
    await sweep();
    await foldEdits(clickhouse, [unedited, deleted]);
    expect(await stored()).toEqual([unedited]);
  });

  test('keeps the generation of the prices', async () => {
    const row = call({ version: completeVersion + 3 * 2 ** 32 + 1 });
    await insertRequests(clickhouse, [row]);
    await insertEdits(clickhouse, [editOf(row, { made })]);
    await sweep();
    expect((await storedOne())?.version).toBe(completeVersion + 3 * 2 ** 32 + 2);
  });

  test('takes a row of a consumer before edits for the complete one that it is', async () => {
    const row = call({ version: 1 });
    await insertRequests(clickhouse, [row]);
    await insertEdits(clickhouse, [editOf(row, { made })]);
    await sweep();
    await insertRequests(clickhouse, [row]);
    expect(await storedOne()).toMatchObject({ scores: { quality: 1 }, version: completeVersion + 2 });
  });
});

describe('an edit is not lost', () => {
  test('when it comes before its call', async () => {
    const row = call();
    await insertEdits(clickhouse, [editOf(row, { made })]);
    await foldEdits(clickhouse, [row]);
    expect(await isFolded(clickhouse, row)).toBe(false);
    await insertRequests(clickhouse, [row]);
    expect(await isFolded(clickhouse, row)).toBe(false);
    await sweep();
    expect(await isFolded(clickhouse, row)).toBe(true);
    expect((await storedOne())?.scores).toEqual({ quality: 1 });
  });

  test('when its call is delivered again, also where the parts are merged', async () => {
    const row = call();
    await insertRequests(clickhouse, [row]);
    await insertEdits(clickhouse, [editOf(row, { made })]);
    await foldEdits(clickhouse, [row]);
    await insertRequests(clickhouse, [row]);
    await clickhouse.command('OPTIMIZE TABLE requests FINAL');
    expect((await storedOne())?.scores).toEqual({ quality: 1 });
  });

  test('when it was made to a row without bodies, and neither are the bodies that come later', async () => {
    const row = call({ prompt_tokens: 7 });
    await insertRequests(clickhouse, [{ ...row, version: 0, prompt_tokens: null }]);
    await insertEdits(clickhouse, [editOf(row, { made })]);
    await foldEdits(clickhouse, [row]);
    expect(await storedOne()).toMatchObject({ prompt_tokens: null, scores: { quality: 1 } });
    await insertRequests(clickhouse, [row]);
    await clickhouse.command('OPTIMIZE TABLE requests FINAL');
    expect(await storedOne()).toMatchObject({ prompt_tokens: 7, scores: {} });
    await sweep();
    expect(await storedOne()).toMatchObject({ prompt_tokens: 7, scores: { quality: 1 } });
  });
});

test('any order of deliveries, edits, folds, sweeps and merges ends in the same table', {
  timeout: 300_000,
}, async () => {
  const ids = [0, 1].map((n) => uuidv7(made + n));
  const base = ids.map((request_id, n) =>
    call({ request_id, created_at: clickhouseTime(made + n), isolate_seq: n + 1 }),
  );
  const anyEdit = fc.record({
    of: fc.constantFrom(0, 1),
    at: fc.integer({ min: 0, max: 5 }),
    kind: fc.constantFrom('score', 'property', 'feedback'),
    name: fc.constantFrom('team', 'plan', 'quality'),
    value: fc.option(fc.integer({ min: -2, max: 2 })),
  });
  const anyStep = fc.oneof(
    fc.record({ what: fc.constant('edit' as const), n: fc.nat() }),
    fc.record({ what: fc.constant('deliver' as const), of: fc.constantFrom(0, 1), complete: fc.boolean() }),
    fc.record({ what: fc.constant('fold' as const), of: fc.constantFrom(0, 1) }),
    fc.record({ what: fc.constantFrom('sweep' as const, 'merge' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEdit, { maxLength: 8 }),
      fc.array(anyStep, { maxLength: 16 }),
      async (kinds, steps) => {
        await empty();
        const edits: EditRow[] = kinds.map(({ of, at, kind, name, value }) => {
          const row = base[of] ?? call();
          const isText = kind === 'property';
          const said = { score: isText ? null : value, text: isText && value !== null ? String(value) : null };
          return editOf(row, { kind, name: kind === 'feedback' ? 'feedback' : name, made: made + at, ...said });
        });
        const left = [...edits];
        for (const step of steps) {
          if (step.what === 'edit') {
            // One that was made before may be made once more, by a client that did not hear of the answer.
            const [edit] = left.length > 0 ? left.splice(step.n % left.length, 1) : edits;
            if (edit) await insertEdits(clickhouse, [edit]);
          } else if (step.what === 'deliver') {
            const row = base[step.of] ?? call();
            await insertRequests(clickhouse, [step.complete ? row : { ...row, version: 0, prompt_tokens: null }]);
          } else if (step.what === 'fold') {
            await foldEdits(clickhouse, [base[step.of] ?? call()]);
          } else if (step.what === 'sweep') {
            await sweep();
          } else {
            await clickhouse.command('OPTIMIZE TABLE requests FINAL');
          }
        }
        for (const edit of left) await insertEdits(clickhouse, [edit]);
        await insertRequests(clickhouse, base);
        await sweep();
        const expected = base.map((row) => expectedRow(row, edits));
        expect(await stored()).toEqual(expected);
        await clickhouse.command('OPTIMIZE TABLE requests FINAL');
        expect(await stored()).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});

/** What the row is to be, computed without ClickHouse. */
function expectedRow(row: RequestRow, edits: readonly EditRow[]): RequestRow {
  const own = edits
    .filter(({ request_id }) => request_id === row.request_id)
    .toSorted((a, b) => (a.edit_id < b.edit_id ? -1 : 1));
  const expected = { ...row, scores: { ...row.scores }, properties: { ...row.properties } };
  for (const { kind, name, score, text } of own) {
    if (kind === 'property') {
      delete expected.properties[name];
      if (text !== null) expected.properties[name] = text;
    } else {
      delete expected.scores[name];
      if (score !== null) expected.scores[name] = score;
    }
  }
  if (own.length > 0) expected.version += 1 + own.length;
  return expected;
}
