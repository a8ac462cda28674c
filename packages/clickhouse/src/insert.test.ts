import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  bodyRowSchema,
  clickhouseTime,
  completeVersion,
  editRowSchema,
  type RequestRow,
  requestIdRowSchema,
  requestRowSchema,
  sessionEditRowSchema,
} from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createClickHouse, insertBodies, insertRequestIds, insertRequests } from './index.ts';
import { clickhouse, serverUrl } from './test/database.ts';
import { anyBodyRow, anyRequestRow, bodyRow, encoded, requestRow } from './test/rows.ts';

beforeEach(() => empty());

async function empty(): Promise<void> {
  for (const table of ['requests', 'bodies', 'request_ids']) {
    await clickhouse.command('TRUNCATE TABLE {table:Identifier}', { table });
  }
}

const stored = () =>
  clickhouse.query(requestRowSchema, 'SELECT *, call_id FROM requests FINAL ORDER BY org_id, created_at, request_id');

describe('the zod row and the table agree', () => {
  /** A value of each kind of column, as the row must have it. */
  const kinds: [RegExp, unknown][] = [
    [/^(LowCardinality\()?String|^UUID/, 'x'],
    [/^DateTime64\(3, 'UTC'\)/, '2026-11-01 00:00:00.000'],
    [/^Decimal\(18, 12\)/, '1.5'],
    [/^Int|^UInt/, 1],
    [/^Float64/, 0.5],
    [/^Bool/, true],
    [/^Map/, {}],
    [/^Array/, []],
  ];

  test.each([
    ['requests', requestRowSchema],
    ['bodies', bodyRowSchema],
    ['request_ids', requestIdRowSchema],
    ['edits', editRowSchema],
    ['session_edits', sessionEditRowSchema],
  ])('%s: the same columns in the same order, of the same kind, each with a comment', async (table, schema) => {
    const columns = await clickhouse.query(
      z.object({ name: z.string(), type: z.string(), comment: z.string() }),
      `SELECT name, type, comment FROM system.columns
       WHERE database = currentDatabase() AND table = {table:String}
         -- What ClickHouse says itself, what another is computed of, and what is computed for filters.
         AND name NOT IN ('inserted_at', 'first_request_id') AND default_kind != 'MATERIALIZED'
       ORDER BY position`,
      { table },
    );
    if (table !== 'request_ids') expect(columns.map(({ name }) => name)).toEqual(Object.keys(schema.shape));
    for (const { name, type, comment } of columns) {
      expect(comment, name).not.toBe('');
      const field = new Map<string, z.ZodType>(Object.entries(schema.shape)).get(name) ?? z.never();
      const nullable = /^Nullable\((.*)\)$/.exec(type)?.[1];
      expect(field.safeParse(null).success, `${name} is ${type}`).toBe(nullable !== undefined);
      const words = /^Enum8\((.*)\)$/.exec(type)?.[1];
      if (words === undefined) {
        const fitting = kinds.filter(([, value]) => field.safeParse(value).success);
        expect(
          fitting.some(([pattern]) => pattern.test(nullable ?? type)),
          `${name} is ${type}`,
        ).toBe(true);
      } else {
        expect(field).toHaveProperty(
          'options',
          Array.from(words.matchAll(/'(\w+)' =/g), ([, word]) => word),
        );
      }
    }
  });
});

describe('what goes in comes out', () => {
  test('any row', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyRequestRow, { selector: (row) => row.request_id, minLength: 1 }),
        async (rows) => {
          await empty();
          await insertRequests(clickhouse, rows);
          const byId = new Map((await stored()).map((row) => [row.request_id, row]));
          for (const row of rows) expect(byId.get(row.request_id)).toEqual(row);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('any bodies', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyBodyRow, { selector: (row) => row.request_id, minLength: 1 }),
        async (rows) => {
          await empty();
          await insertBodies(clickhouse, rows.map(encoded));
          const found = await clickhouse.query(bodyRowSchema, 'SELECT * FROM bodies FINAL');
          const byId = new Map(found.map((row) => [row.request_id, row]));
          for (const row of rows) expect(byId.get(row.request_id)).toEqual(row);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('facts and bodies where the URL itself names the user and the database', async () => {
    const url = new URL('/tally', serverUrl);
    url.username = 'default';
    const named = createClickHouse({ url: url.href, user: 'nobody', database: 'nowhere' });
    await insertRequests(named, [requestRow()]);
    await insertBodies(named, [encoded(bodyRow())]);
    expect(await stored()).toHaveLength(1);
    expect(await clickhouse.query(bodyRowSchema, 'SELECT * FROM bodies')).toHaveLength(1);
  });

  test.each([
    ['an id', { request_id: 'not a UUID' }],
    ['a time', { created_at: 'yesterday' }],
  ])('bodies with what is not %s are refused for good', async (_, wrong) => {
    const insert = insertBodies(clickhouse, [encoded(bodyRow(wrong))]);
    await expect(insert).rejects.toMatchObject({ code: 'bad_data', retry: false });
  });

  test('the smallest and the largest amounts, and 1,000 properties', async () => {
    const row = requestRow({
      cost_usd: '0.000000000001',
      cost_saved_usd: '999999.999999999999',
      cost_breakdown: { input: '-0.000000000001', output: '0' },
      properties: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`p${i}`, `\u0000"\\\n${i}é😀`])),
      ttft_ms: null,
      prompt_tokens: null,
      threat: null,
    });
    await insertRequests(clickhouse, [row]);
    expect(await stored()).toEqual([row]);
  });

  test.each([false, true])('a body of 10 MB with every character there is (gzip: %s)', async (gzip) => {
    const characters = Array.from({ length: 0x11000 }, (_, i) => String.fromCodePoint(i).toWellFormed()).join('');
    const body = characters.repeat(Math.ceil(10_000_000 / characters.length));
    const row = bodyRow({ request_body: body, response_body: 'AAECAw==' });
    await insertBodies(createClickHouse({ url: serverUrl, gzip }), [encoded(row)]);
    const [back] = await clickhouse.query(bodyRowSchema, 'SELECT * FROM bodies');
    expect(back?.request_body === body).toBe(true);
    expect({ ...back, request_body: '' }).toEqual({ ...row, request_body: '' });
  });

  test('half a character pair becomes the replacement character, and harms no other row', async () => {
    const half = requestRow({
      user_id: 'a\ud800b \\ud800',
      model: '\udc00',
      properties: { 'a\ud800': 'b\udc00' },
      warnings: ['\ud800'],
    });
    await insertRequests(clickhouse, [half, requestRow({ user_id: 'whole' })]);
    const [repaired, whole] = (await stored()).toSorted((a, b) => a.user_id.localeCompare(b.user_id));
    expect(repaired).toEqual({
      ...half,
      user_id: 'a\ufffdb \\ud800',
      model: '\ufffd',
      properties: { 'a\ufffd': 'b\ufffd' },
      warnings: ['\ufffd'],
    });
    expect(whole?.user_id).toBe('whole');
  });

  test('a number that its column would wrap is refused, and nothing of it stored', async () => {
    const columns = await clickhouse.query(
      z.object({ name: z.string(), bits: z.int() }),
      `SELECT name, toUInt8OrZero(extract(type, 'UInt(8|16|32)\\\\b')) AS bits FROM system.columns
       WHERE database = currentDatabase() AND table = 'requests' AND name != 'is_deleted' AND bits > 0`,
    );
    expect(columns.length).toBeGreaterThan(10);
    for (const { name, bits } of columns) {
      const insert = insertRequests(clickhouse, [requestRow(), requestRow({ [name]: 2 ** bits })]);
      await expect(insert, name).rejects.toMatchObject({ code: 'bad_data', retry: false });
    }
    expect(await stored()).toEqual([]);
  });

  test('a body of 2 MB of quotes goes through a heap of 24 MB', async () => {
    const script = `
      import { createClickHouse, insertBodies } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
      const row = ${JSON.stringify(bodyRow())};
      const clickhouse = createClickHouse({ url: ${JSON.stringify(serverUrl)} });
      await insertBodies(clickhouse, [{ ...row, request_body: new Uint8Array(2_000_000).fill(34), response_body: new Uint8Array() }]);`;
    const node = ['--max-old-space-size=24', '--input-type=module-typescript', '--eval', script];
    await promisify(execFile)(process.execPath, node);
    const [row] = await clickhouse.query(
      z.object({ length: z.int() }),
      'SELECT length(request_body) AS length FROM bodies',
    );
    expect(row?.length).toBe(2_000_000);
  });

  test('calls of more than a hundred months and weeks in one insert', async () => {
    const times = Array.from({ length: 120 }, (_, i) => clickhouseTime(Date.UTC(2015, i)));
    await insertRequests(
      clickhouse,
      times.map((created_at) => requestRow({ created_at })),
    );
    await insertBodies(
      clickhouse,
      times.map((created_at) => encoded(bodyRow({ created_at }))),
    );
    expect((await stored()).map((row) => row.created_at)).toEqual(times);
  });

  test('one id may name several calls', async () => {
    const { org_id, request_id } = requestRow();
    const rows = ['2026-11-01 00:00:00.000', '2026-12-01 00:00:00.001'].map((created_at) => ({
      org_id,
      request_id,
      created_at,
    }));
    await insertRequestIds(clickhouse, [...rows, ...rows]);
    expect(await clickhouse.query(requestIdRowSchema, 'SELECT * FROM request_ids FINAL ORDER BY created_at')).toEqual(
      rows,
    );
  });
});

describe('the same rows give the same table', () => {
  test('duplicated, shuffled and regrouped as a queue may', { timeout: 120_000 }, async () => {
    const calls = fc.uniqueArray(anyRequestRow, { selector: (row) => row.request_id, minLength: 1, maxLength: 12 });
    const deliveries = calls.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray([...rows, ...rows], { minLength: rows.length * 2 }),
        fc.integer({ min: 1, max: 8 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(deliveries, async ([rows, delivered, size]) => {
        await empty();
        await insertRequests(clickhouse, rows);
        const once = await stored();
        await empty();
        for (let i = 0; i < delivered.length; i += size) {
          await insertRequests(clickhouse, delivered.slice(i, i + size));
        }
        expect(await stored()).toEqual(once);
      }),
      { numRuns: 15 },
    );
  });

  test('two calls of one id and one millisecond are two rows, with two bodies, however often they come', async () => {
    const request_id = '019a3b00-0000-7000-8000-000000000001';
    const isolates = ['019a3b00-0000-7000-8000-00000000000a', '019a3b00-0000-7000-8000-00000000000b'];
    const messages = isolates.flatMap((isolate_id) => [1, 2].map((isolate_seq) => ({ isolate_id, isolate_seq })));
    for (let delivery = 0; delivery < 2; delivery++) {
      await insertRequests(
        clickhouse,
        messages.map((message) => requestRow({ request_id, ...message })),
      );
      await insertBodies(
        clickhouse,
        messages.map((message) => encoded(bodyRow({ request_id, ...message }))),
      );
    }
    const place = z.object({ isolate_id: z.string(), isolate_seq: z.int() });
    for (const table of ['requests', 'bodies']) {
      const rows = await clickhouse.query(
        place,
        'SELECT isolate_id, isolate_seq FROM {table:Identifier} FINAL ORDER BY ALL',
        { table },
      );
      expect(rows, table).toEqual(messages);
    }
  });

  test.each([
    ['first', [0, completeVersion]],
    ['last', [completeVersion, 0]],
  ])('a call whose bodies were missing ends complete when that came %s', async (_, versions) => {
    const rows = versions.map(
      (version): RequestRow => requestRow({ request_id: '019a3b00-0000-7000-8000-000000000001', version }),
    );
    for (const row of rows) await insertRequests(clickhouse, [row]);
    expect((await stored()).map((row) => row.version)).toEqual([completeVersion]);
    await clickhouse.command('OPTIMIZE TABLE requests FINAL');
    expect((await stored()).map((row) => row.version)).toEqual([completeVersion]);
  });
});
