import { clickhouseTime, uuidv7 } from '@tallystick/log';
import { beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { deleteOrganisation, findGaps, insertRequests, insertTombstones } from './index.ts';
import { clickhouse } from './test/database.ts';
import { requestRow } from './test/rows.ts';

const now = Date.UTC(2026, 10, 20, 12);
const isolate_id = '019a3b00-0000-4000-8000-00000000000a';
const logged = '019a3b00-0000-8000-8000-00000000000b';

beforeEach(() => clickhouse.command('TRUNCATE TABLE requests'));

/** A call of the edge isolate, so many minutes ago. */
function call(isolate_seq: number, org_id: string, ago: number, more: object = {}) {
  const created_at = clickhouseTime(now - ago * 60_000);
  const request_id = uuidv7(now - ago * 60_000);
  return requestRow({ org_id, created_at, responded_at: created_at, request_id, isolate_id, isolate_seq, ...more });
}

async function count(condition: string): Promise<number> {
  const [row] = await clickhouse.query(z.object({ rows: z.int() }), `SELECT count() AS rows FROM ${condition}`);
  return row?.rows ?? 0;
}

const hour = 3_600_000;
const gaps = (settled = now) => findGaps(clickhouse, { since: now - hour, settled, limit: 10 });

test('what came through an edge isolate leaves its number and nothing that was in it; all else goes', async () => {
  await insertRequests(clickhouse, [
    call(1, 'kept', 9),
    call(2, 'gone', 8, { user_id: 'ada', error: 'secret' }),
    call(3, 'gone', 7),
    call(1, 'gone', 7, { isolate_id: logged }),
    call(4, 'kept', 6),
  ]);
  expect(await deleteOrganisation(clickhouse, 'gone')).toEqual({ requests: 3, bodies: 0, request_ids: 0, edits: 0 });
  expect(await gaps()).toEqual([]);
  expect(await count('requests FINAL')).toBe(2);
  expect(await count(`requests WHERE org_id = 'gone'`)).toBe(2);
  const blank = `is_deleted = 1 AND user_id = '' AND error = '' AND model = '' AND empty(properties) AND cost_usd IS NULL`;
  expect(await count(`requests WHERE org_id = 'gone' AND ${blank}`)).toBe(2);
});

test('a gap beside deleted calls keeps its time, so that a fresh one is not called gone', async () => {
  await insertRequests(clickhouse, [call(1, 'kept', 30), call(3, 'gone', 1), call(4, 'kept', 0)]);
  await deleteOrganisation(clickhouse, 'gone');
  expect(await gaps(now - 5 * 60_000)).toEqual([{ isolate_id, first: 2, last: 2, fresh: true }]);
});

test('a message that comes again stays deleted, and removing again takes it, without another row for its number', async () => {
  const late = call(1, 'gone', 3, { version: 1 });
  await insertRequests(clickhouse, [late]);
  await deleteOrganisation(clickhouse, 'gone');
  await insertRequests(clickhouse, [late, call(2, 'kept', 1)]);
  expect(await count(`requests FINAL WHERE org_id = 'gone'`)).toBe(0);
  expect(await deleteOrganisation(clickhouse, 'gone')).toMatchObject({ requests: 1 });
  expect(await deleteOrganisation(clickhouse, 'gone')).toMatchObject({ requests: 0 });
  await clickhouse.command('OPTIMIZE TABLE requests FINAL');
  expect(await count(`requests WHERE org_id = 'gone'`)).toBe(1);
  expect(await gaps()).toEqual([]);
});

test('a message that is given up before it was a row leaves its number, and none where it has no number', async () => {
  await insertRequests(clickhouse, [call(2, 'kept', 1)]);
  const place = {
    org_id: 'gone',
    created_at: now - 60_000,
    request_id: uuidv7(now),
    isolate_seq: 1,
    buried_at: new Date(now),
  };
  await insertTombstones(clickhouse, [
    { ...place, isolate_id },
    { ...place, isolate_id: logged },
  ]);
  expect(await gaps()).toEqual([]);
  expect(await count(`requests WHERE org_id = 'gone'`)).toBe(1);
  expect(await count('requests FINAL')).toBe(1);
});

test('a gap beside a long call that was given up lately is not called gone yet', async () => {
  await insertRequests(clickhouse, [call(1, 'kept', 30), call(4, 'kept', 0)]);
  const made = now - 20 * 60_000;
  const place = { org_id: 'gone', created_at: made, request_id: uuidv7(made), isolate_id, isolate_seq: 3 };
  await insertTombstones(clickhouse, [{ ...place, buried_at: new Date(now) }]);
  expect(await gaps(now - 5 * 60_000)).toEqual([{ isolate_id, first: 2, last: 2, fresh: true }]);
});
