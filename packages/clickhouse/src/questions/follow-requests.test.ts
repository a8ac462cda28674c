import { everything, type Filter, parseLine } from '@tallystick/filter';
import { clickhouseTime, completeVersion, type RequestRow, uuidv7 } from '@tallystick/log';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  askerOf,
  createClickHouse,
  type Follower,
  foldEdits,
  followRequests,
  insertEdits,
  insertRequests,
} from '../index.ts';
import { insertBodies } from '../insert-bodies.ts';
import { clickhouse } from '../test/database.ts';
import { editOf } from '../test/edits.ts';
import { bodyRow, encoded, requestRow } from '../test/rows.ts';

beforeEach(async () => {
  for (const table of ['requests', 'bodies', 'edits']) await clickhouse.command(`TRUNCATE TABLE ${table}`);
});

/** Made a millisecond after the one before: those of one millisecond have no order that a test could know. */
function call(
  isolate_seq: number,
  overrides: Partial<RequestRow> = {},
  at = Date.now() - 60_000 + isolate_seq,
): RequestRow {
  const request_id = uuidv7(at);
  return requestRow({
    org_id: 'acme',
    created_at: clickhouseTime(at),
    request_id,
    call_id: request_id,
    isolate_seq,
    version: completeVersion,
    user_id: 'ann',
    ...overrides,
  });
}

const insert = (...rows: RequestRow[]) => insertRequests(clickhouse, rows);

/** Rows as if their insert had begun at this time. Unix ms */
async function insertAt(at: number, ...rows: RequestRow[]): Promise<void> {
  const { call_id, ...columns } = requestRow();
  await clickhouse.insert(
    'requests',
    ['inserted_at', ...Object.keys(columns)],
    rows.map(({ call_id, ...row }) => ({ ...row, inserted_at: clickhouseTime(at) })),
  );
}

function follow(filter: Filter = everything, position?: number): Follower {
  return followRequests({ filter, columns: ['user_id'] }, position);
}

async function look(follower: Follower): Promise<(number | undefined)[]> {
  return (await follower.look(askerOf(clickhouse, 'acme'))).rows.map(({ isolate_seq }) => isolate_seq);
}

describe('calls that land', () => {
  it('are answered once each, in their order, and none that landed before', async () => {
    await insert(call(1));
    const follower = follow();
    expect(await look(follower)).toEqual([]);
    await insert(call(2), call(3, {}, Date.now() - 90_000));
    await insert(call(4));
    expect(await look(follower)).toEqual([3, 2, 4]);
    expect(await look(follower)).toEqual([]);
    await insert(call(5));
    expect(await look(follower)).toEqual([5]);
  });

  it('are those of the organisation that meet the filter, in text as well', async () => {
    const [named, text] = [follow(parseLine('user:ann')), follow(parseLine('-user:bob request:lighthouse'))];
    await Promise.all([look(named), look(text)]);
    const rows = [call(1), call(2, { user_id: 'bob' }), call(3, { org_id: 'globex' }), call(4)];
    await insertBodies(
      clickhouse,
      [0, 2, 3].map((i) =>
        encoded(bodyRow({ ...keyOf(rows[i] ?? call(0)), request_body: i === 3 ? 'no' : 'Lighthouse' })),
      ),
    );
    await insert(...rows);
    expect([await look(named), await look(text)]).toEqual([[1, 4], [1]]);
  });

  it('are answered when their insert ends up to half a minute after it began', async () => {
    const follower = follow();
    await look(follower);
    await insert(call(1));
    expect(await look(follower)).toEqual([1]);
    await insertAt(Date.now() - 25_000, call(2));
    expect(await look(follower)).toEqual([2]);
    expect(await look(follower)).toEqual([]);
  });

  it('are told apart where inserts began in one millisecond', async () => {
    const follower = follow();
    await look(follower);
    const at = Date.now();
    await insertAt(at, call(1), call(2));
    expect(await look(follower)).toEqual([1, 2]);
    await insertAt(at, call(3));
    expect(await look(follower)).toEqual([3]);
    expect(await look(follower)).toEqual([]);
  });

  it('are not those that were edited, before or after a merge', async () => {
    const edited = call(1);
    await insertAt(Date.now() - 40_000, edited);
    const follower = follow();
    await look(follower);
    const shown = call(2);
    await insert(shown);
    expect(await look(follower)).toEqual([2]);
    await insertEdits(clickhouse, [editOf(edited, { made: Date.now() }), editOf(shown, { made: Date.now() })]);
    await foldEdits(clickhouse, [edited, shown]);
    expect(await look(follower)).toEqual([]);
    await clickhouse.command('OPTIMIZE TABLE requests FINAL');
    expect(await look(follower)).toEqual([]);
  });

  it('are not those that are deleted', async () => {
    const follower = follow();
    await look(follower);
    await insert(call(1, { is_deleted: 1, version: completeVersion + 1 }));
    expect(await look(follower)).toEqual([]);
  });

  it('are no more than can be shown, and how many were not is said', async () => {
    const follower = follow();
    await look(follower);
    await insert(...Array.from({ length: 700 }, (_, i) => call(i)));
    const { rows, skipped } = await follower.look(askerOf(clickhouse, 'acme'));
    expect([rows.length, skipped]).toEqual([500, 200]);
    expect(await follower.look(askerOf(clickhouse, 'acme'))).toEqual({ rows: [], skipped: 0 });
  });

  it('are answered by a follower that goes on from the position of another, the last half minute again', async () => {
    const first = follow();
    await look(first);
    const position = first.position ?? Number.NaN;
    await insertAt(position - 40_000, call(1));
    await insertAt(position - 20_000, call(2));
    await insert(call(3));
    expect(await look(follow(everything, position))).toEqual([2, 3]);
  });

  it('are not lost by a look that failed', async () => {
    const follower = follow();
    await look(follower);
    await insert(call(1));
    const away = createClickHouse({ url: 'http://127.0.0.1:9' });
    await expect(follower.look(askerOf(away, 'acme'))).rejects.toMatchObject({ code: 'network' });
    expect(await look(follower)).toEqual([1]);
  });
});

function keyOf({ org_id, created_at, request_id, isolate_id, isolate_seq }: RequestRow) {
  return { org_id, created_at, request_id, isolate_id, isolate_seq };
}
