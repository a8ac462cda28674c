import { everything, parseLine, sortFields } from '@tallystick/filter';
import { clickhouseTime, type RequestRow, uuidv7 } from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { askerOf, insertRequests, type ListQuestion, listRequests, printList } from '../index.ts';
import { clickhouse } from '../test/database.ts';
import { requestRow } from '../test/rows.ts';
import { Parameters } from './parameters.ts';

const day = 86_400_000;
const from = Date.UTC(2026, 10, 1);
const to = from + 30 * day;

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

function call(isolate_seq: number, overrides: Partial<RequestRow> = {}, at = from + isolate_seq * 60_000): RequestRow {
  const request_id = uuidv7(at);
  return requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(at),
    request_id,
    call_id: request_id,
    isolate_seq,
    version: 1,
    user_id: 'ann',
    cost_usd: null,
    ...overrides,
  });
}

function question(overrides: Partial<ListQuestion> = {}): ListQuestion {
  return {
    from,
    to,
    filter: everything,
    sort: { field: 'created_at', direction: 'desc' },
    columns: ['isolate_seq'],
    limit: 50,
    ...overrides,
  };
}

/** Numbers of the calls on all pages, and how many pages there were. */
async function walk(asked: ListQuestion, between: (page: number) => Promise<unknown> = async () => undefined) {
  const numbers: number[] = [];
  let pages = 0;
  let after: ListQuestion['after'];
  do {
    const { rows, next } = await listRequests(askerOf(clickhouse, 'acme'), { ...asked, after });
    expect(rows.length).toBeLessThanOrEqual(asked.limit);
    numbers.push(...rows.map(({ isolate_seq }) => isolate_seq ?? -1));
    after = next;
    pages++;
    if (next) await between(pages);
  } while (after);
  return { numbers, pages };
}

describe('listRequests', () => {
  it('answers the newest first, page after page, and each call once however often it was delivered', async () => {
    const rows = Array.from({ length: 25 }, (_, i) => call(i));
    await insertRequests(clickhouse, rows);
    await insertRequests(clickhouse, rows.slice(5, 20));
    await insertRequests(
      clickhouse,
      rows.slice(10).map((row) => ({ ...row, version: 3, user_id: 'bea' })),
    );
    const newestFirst = rows.map(({ isolate_seq }) => isolate_seq).toReversed();
    expect(await walk(question({ limit: 10 }))).toEqual({ numbers: newestFirst, pages: 3 });
    expect((await walk(question({ limit: 25 }))).pages).toBe(1);
    expect((await walk(question({ sort: { field: 'created_at', direction: 'asc' }, limit: 4 }))).numbers).toEqual(
      newestFirst.toReversed(),
    );
    // What a call was before it was edited finds nothing.
    expect((await walk(question({ filter: parseLine('user:ann'), limit: 3 }))).numbers).toEqual(newestFirst.slice(15));
    expect((await walk(question({ filter: parseLine('user:bea'), limit: 3 }))).numbers).toEqual(
      newestFirst.slice(0, 15),
    );
  });

  it('answers the columns that were asked for, times in ISO 8601 and money as decimal text', async () => {
    const at = from + 5;
    await insertRequests(clickhouse, [
      call(1, { cost_usd: '0.000285', prompt_tokens: 2, completion_tokens: 3, status: 500 }, at),
    ]);
    const { rows } = await listRequests(
      askerOf(clickhouse, 'acme'),
      question({ columns: ['created_at', 'cost_usd', 'total_tokens', 'failed'] }),
    );
    expect(rows).toEqual([
      { created_at: new Date(at).toISOString(), cost_usd: '0.000285', total_tokens: 5, failed: true },
    ]);
  });

  it('answers neither what is outside the time nor what belongs to others or is deleted', async () => {
    const deleted = call(3);
    await insertRequests(clickhouse, [
      call(1, {}, from - 1),
      call(2, {}, from),
      deleted,
      { ...deleted, version: 9, is_deleted: 1 },
      call(4, { org_id: 'other' }),
      call(5, {}, to - 1),
      call(6, {}, to),
    ]);
    for (const field of sortFields) {
      const { numbers } = await walk(question({ sort: { field, direction: 'asc' }, limit: 1 }));
      expect(numbers.toSorted()).toEqual([2, 5]);
    }
  });

  it('walks far back for the few that meet a filter', async () => {
    const rows = Array.from({ length: 300 }, (_, i) =>
      call(i, { user_id: i % 100 === 7 ? 'rare' : 'ann' }, from + i * 0.09 * day),
    );
    await insertRequests(clickhouse, rows);
    expect((await walk(question({ filter: parseLine('user:rare') }))).numbers).toEqual([207, 107, 7]);
    expect((await walk(question({ filter: parseLine('user:nobody') }))).numbers).toEqual([]);
  });

  it('sorts by every measure, the unknown last, pages of one included', async () => {
    const values = [5, null, 1, 5, 0, null, 3, 5];
    const rows = values.map((value, i) =>
      call(i, {
        latency_ms: value ?? 0,
        ttft_ms: value,
        cost_usd: value === null ? null : `0.${value}`,
        prompt_tokens: value,
        completion_tokens: value,
      }),
    );
    await insertRequests(clickhouse, rows);
    for (const field of sortFields.filter((name) => name !== 'created_at')) {
      for (const direction of ['asc', 'desc'] as const) {
        const sign = direction === 'asc' ? 1 : -1;
        const known = (i: number) => values[i] ?? (field === 'latency_ms' ? 0 : sign * Number.POSITIVE_INFINITY);
        const expected = rows
          .map((_, i) => i)
          .toSorted((a, b) => (known(a) === known(b) ? b - a : sign * (known(a) - known(b))));
        for (const limit of [1, 3, 8]) {
          expect((await walk(question({ sort: { field, direction }, limit }))).numbers).toEqual(expected);
        }
      }
    }
  });

  it('shows each call that survives once, while others are added, edited and deleted between its pages', async () => {
    const change = fc.record({
      kind: fc.constantFrom('add', 'edit', 'delete', 'again'),
      target: fc.nat(59),
      at: fc.integer({ min: 0, max: 5 * day }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 }),
        fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 15 }),
        fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
        fc.constantFrom<'created_at' | 'cost_usd'>('created_at', 'cost_usd'),
        async (times, changes, limit, direction, field) => {
          await clickhouse.command('TRUNCATE TABLE requests');
          // Many calls of one millisecond, and of one cost.
          const rows = times.map((time, i) =>
            call(i, { cost_usd: time % 3 === 0 ? null : `0.${time % 3}` }, from + time * 3_600_000),
          );
          await insertRequests(clickhouse, rows);
          const deleted = new Set<number>();
          let added = 1000;
          const { numbers } = await walk(question({ limit, sort: { field, direction } }), async (page) => {
            for (const { kind, target, at } of changes[page] ?? []) {
              const row = rows[target % rows.length];
              if (!row) continue;
              if (kind === 'add') await insertRequests(clickhouse, [call(added++, {}, from + at)]);
              if (kind === 'again') await insertRequests(clickhouse, [row]);
              if (kind === 'edit')
                await insertRequests(clickhouse, [{ ...row, version: 2 + page, scores: { good: page } }]);
              if (kind === 'delete') {
                deleted.add(row.isolate_seq);
                await insertRequests(clickhouse, [{ ...row, version: Number.MAX_SAFE_INTEGER, is_deleted: 1 }]);
              }
            }
          });
          expect(new Set(numbers).size).toBe(numbers.length);
          for (const { isolate_seq } of rows) {
            if (!deleted.has(isolate_seq)) expect(numbers).toContain(isolate_seq);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('an asker', () => {
  it('sees no row of another organisation, whatever the statement says', async () => {
    await insertRequests(clickhouse, [call(1), call(2, { org_id: 'other' })]);
    const count = z.object({ rows: z.int() });
    for (const sql of [
      'SELECT count() AS rows FROM requests',
      "SELECT count() AS rows FROM requests FINAL WHERE org_id = 'other' OR true",
      'SELECT count() AS rows FROM (SELECT * FROM requests UNION ALL SELECT * FROM requests WHERE 0)',
      'SELECT countDistinct(org_id) AS rows FROM requests AS a WHERE org_id IN (SELECT org_id FROM requests)',
    ]) {
      const [answer] = await askerOf(clickhouse, 'acme').ask(count, sql, new Parameters());
      expect(answer?.rows, sql).toBeLessThanOrEqual(1);
    }
  });

  it('writes nothing', async () => {
    const asker = askerOf(clickhouse, 'acme');
    await expect(asker.ask(z.object({}), 'TRUNCATE TABLE requests', new Parameters())).rejects.toMatchObject({
      code: 'not_writable',
    });
  });

  it('is refused what reads, answers or takes more than it may', async () => {
    const asker = askerOf(clickhouse, 'acme');
    const number = z.object({ number: z.int() });
    await expect(asker.ask(number, 'SELECT number FROM numbers(20000)', new Parameters())).rejects.toMatchObject({
      code: 'too_much',
    });
    await insertRequests(clickhouse, [call(1), call(2)]);
    await expect(
      asker.ask(z.object({}), 'SELECT request_id FROM requests', new Parameters(), { rowsRead: 1 }),
    ).rejects.toMatchObject({ code: 'too_much' });
    await expect(asker.ask(z.object({}), 'SELECT sleep(3)', new Parameters(), { time: 500 })).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('ends in ClickHouse what nobody waits for any more', async () => {
    const gone = new AbortController();
    const asked = askerOf(clickhouse, 'acme', gone.signal).ask(
      z.object({}),
      "SELECT sum(sleepEachRow(0.2)), 'left alone' FROM numbers(100) SETTINGS max_block_size = 1",
      new Parameters(),
    );
    asked.catch(() => undefined);
    const running = async () => {
      const sql = "SELECT query_id FROM system.processes WHERE position(query, 'left' || ' alone') > 0";
      return (await clickhouse.query(z.object({}), sql)).length;
    };
    await expect.poll(running, { timeout: 10_000 }).toBe(1);
    gone.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
  });

  it('shows what it asked as SQL that answers the same', async () => {
    await insertRequests(clickhouse, [call(1, { user_id: 'an"n\'s\n\\' }), call(2)]);
    const asker = askerOf(clickhouse, 'acme');
    const filter = parseLine(
      'user:"an\\"n\'s\n\\\\" status:>0 id:!=01890a5d-ac96-7b2f-9c5e-b302099a8057 model:a,b OR user:*ann* OR cost:<5',
    );
    const asked = question({ to: from + day, filter });
    expect((await listRequests(asker, asked)).rows).toHaveLength(1);
    for (const sql of [
      ...asker.asked.split(';\n\n'),
      printList('acme', asked),
      printList('acme', { ...asked, sort: { field: 'cost_usd', direction: 'asc' } }),
    ]) {
      expect(await clickhouse.query(z.object({}), sql), sql).toHaveLength(1);
    }
  });
});
