import { everything, parseLine } from '@tallystick/filter';
import { clickhouseTime, completeVersion, type RequestRow, uuidv7 } from '@tallystick/log';
import { beforeEach, describe, expect, test } from 'vitest';
import { askerOf, callsInOrder, insertRequests, insertTombstones } from '../index.ts';
import { clickhouse } from '../test/database.ts';
import { requestRow } from '../test/rows.ts';
import type { Position } from './list-requests.ts';

const from = Date.UTC(2026, 10, 1);
const to = Date.UTC(2026, 11, 1);
const hour = 3_600_000;

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'), 60_000);

function call(n: number, overrides: Partial<RequestRow> = {}): RequestRow {
  const at = from + n * hour;
  const own = { created_at: clickhouseTime(at), request_id: uuidv7(at), isolate_seq: n, model: 'm' };
  return requestRow({ ...own, version: completeVersion, ...overrides });
}

/** The numbers of the calls in each piece. */
async function pieces(limit: number, line = ''): Promise<number[][]> {
  const asker = askerOf(clickhouse, 'org');
  const filter = line === '' ? everything : parseLine(line);
  const found: number[][] = [];
  let after: Position | undefined;
  do {
    const piece = await callsInOrder(asker, { from, to, filter, columns: ['isolate_seq', 'model'], limit, after });
    found.push(piece.rows.map(({ isolate_seq = -1 }) => isolate_seq));
    after = piece.next;
  } while (after);
  return found;
}

describe('calls in their order', () => {
  test('come piece by piece, each once, whatever versions they have', async () => {
    const calls = Array.from({ length: 9 }, (_, n) => call(n));
    await insertRequests(clickhouse, calls);
    await insertRequests(
      clickhouse,
      calls.slice(2, 5).map((row) => ({ ...row, version: row.version + 1 })),
    );
    const [deleted] = calls.slice(7);
    if (deleted)
      await insertTombstones(clickhouse, [{ ...deleted, created_at: from + 7 * hour, buried_at: new Date() }]);
    expect((await pieces(1)).flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 8]);
    expect((await pieces(4)).flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 8]);
    expect(await pieces(100)).toEqual([[0, 1, 2, 3, 4, 5, 6, 8]]);
  });

  test('of one millisecond are told apart', async () => {
    const same = { created_at: clickhouseTime(from), request_id: uuidv7(from) };
    await insertRequests(
      clickhouse,
      Array.from({ length: 5 }, (_, n) => call(n, same)),
    );
    expect((await pieces(2)).flat().toSorted()).toEqual([0, 1, 2, 3, 4]);
  });

  test('are those that meet the filter in their newest version, of one organisation, within the time', async () => {
    const calls = [call(1), call(2, { model: 'other' }), call(3), call(-1, { isolate_seq: 99 }), call(30 * 24)];
    await insertRequests(clickhouse, [...calls, call(4, { org_id: 'others' })]);
    await insertRequests(clickhouse, [{ ...call(3), ...calls[2], model: 'other', version: completeVersion + 1 }]);
    expect((await pieces(1, 'model:m')).flat()).toEqual([1]);
    expect((await pieces(1)).flat()).toEqual([1, 2, 3]);
  });
});
