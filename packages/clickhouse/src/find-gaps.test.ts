import { clickhouseTime } from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { countMessages, findGaps, insertRequests, timesBeside } from './index.ts';
import { clickhouse } from './test/database.ts';
import { requestRow } from './test/rows.ts';

const minute = 60_000;
const now = Date.UTC(2026, 10, 20, 12);
const since = now - 60 * minute;
const settled = now - 5 * minute;

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

const isolates = ['a', 'b'].map((letter) => `019a3b00-0000-4000-8000-00000000000${letter}`);
const [isolate = '', other = ''] = isolates;

/** Rows of an isolate: each number with when its call ended, in minutes before now. */
function store(rows: readonly [number, number][], isolate_id = isolate, more: object = {}): Promise<void> {
  return insertRequests(
    clickhouse,
    rows.map(([isolate_seq, ago]) => {
      const created_at = clickhouseTime(now - ago * minute);
      return requestRow({ isolate_id, isolate_seq, created_at, responded_at: created_at, ...more });
    }),
  );
}

const find = async (limit = 100) =>
  (await findGaps(clickhouse, { since, settled, limit })).map(({ first, last, fresh }) => [first, last, fresh]);

test('numbers without a gap are none, over all organisations, deliveries and edits', async () => {
  await store(
    [
      [1, 40],
      [3, 38],
    ],
    isolate,
    { org_id: 'one' },
  );
  await store(
    [
      [2, 39],
      [3, 38],
    ],
    isolate,
    { org_id: 'two' },
  );
  await store([[4, 37]], isolate, { org_id: 'two', is_deleted: 1, version: 7 });
  expect(await find()).toEqual([]);
  expect(await countMessages(clickhouse, since)).toEqual({ isolates: 1, messages: 4 });
});

test('missing numbers are told as runs, also the very first', async () => {
  await store([
    [3, 40],
    [4, 39],
    [8, 30],
    [10, 20],
  ]);
  await store(
    [
      [1, 40],
      [2, 40],
    ],
    other,
  );
  expect(await find()).toEqual([
    [1, 2, false],
    [5, 7, false],
    [9, 9, false],
  ]);
  expect(await find(2)).toHaveLength(2);
});

test('what is missing from before is not looked for, unless it may be of a moment after', async () => {
  await store([
    [1, 300],
    [3, 200],
    [7, 30],
    [8, 20],
  ]);
  expect(await find()).toEqual([[4, 6, false]]);
});

test('rows from before count, so an isolate that runs for days is not missing its beginning', async () => {
  await store([
    [1, 3000],
    [2, 2000],
    [3, 30],
  ]);
  expect(await find()).toEqual([]);
});

test('a call of the past that fills a number hides no gap after it', async () => {
  await store([
    [1, 40],
    [2, 50_000],
    [3, 40_000],
    [5, 60_000],
    [6, 30],
  ]);
  expect(await find()).toEqual([[4, 4, false]]);
});

test('calls logged without the proxy are no isolates', async () => {
  await store([[1, 30]]);
  await store([[1, 20]], '5d41402a-bc4b-8a76-b971-9d911017c592');
  expect(await countMessages(clickhouse, since)).toEqual({ isolates: 1, messages: 1 });
});

test('what may have been sent a moment ago is fresh', async () => {
  await store([
    [1, 40],
    [3, 30],
    [5, 2],
    [7, 1],
  ]);
  expect(await find()).toEqual([
    [2, 2, false],
    [4, 4, true],
    [6, 6, true],
  ]);
});

test('the times beside a gap are those of the calls that are there', async () => {
  await store([
    [2, 40],
    [5, 30],
  ]);
  const gaps = await findGaps(clickhouse, { since, settled, limit: 10 });
  expect(Object.fromEntries(await timesBeside(clickhouse, gaps))).toEqual({
    [`${isolate}/2`]: now - 40 * minute,
    [`${isolate}/5`]: now - 30 * minute,
  });
});

test('any numbers of any isolates leave the gaps that counting them one by one does', async () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(numbers, numbers, async (...sets) => {
      await clickhouse.command('TRUNCATE TABLE requests');
      const expected: string[] = [];
      for (const [index, present] of sets.entries()) {
        const id = isolates[index] ?? '';
        await store(
          present.map((number) => [number, 30]),
          id,
        );
        for (let number = 1; number < Math.max(...present); number++) {
          if (!present.includes(number)) expected.push(`${id}/${number}`);
        }
      }
      const gaps = await findGaps(clickhouse, { since, settled, limit: 1000 });
      const found = gaps.flatMap(({ isolate_id, first, last }) =>
        Array.from({ length: last - first + 1 }, (_, index) => `${isolate_id}/${first + index}`),
      );
      expect(found).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
