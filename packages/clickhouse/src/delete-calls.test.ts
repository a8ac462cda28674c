import {
  bodyRowSchema,
  clickhouseTime,
  completeVersion,
  editRowSchema,
  type RequestRow,
  requestRowSchema,
  uuidv7,
} from '@tallystick/log';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  type CallsToDelete,
  deleteCalls,
  findCallsInObjects,
  findGaps,
  findUnfolded,
  foldEdits,
  insertBodies,
  insertEdits,
  insertRequestIds,
  insertRequests,
  insertSessionEdits,
} from './index.ts';
import { clickhouse } from './test/database.ts';
import { editOf } from './test/edits.ts';
import { bodyRow, encoded, requestRow } from './test/rows.ts';

const made = Date.UTC(2026, 10, 20, 12);
const isolate_id = '019a3b00-0000-4000-8000-00000000000a';

beforeEach(() => empty());

async function empty(): Promise<void> {
  for (const table of ['requests', 'bodies', 'request_ids', 'edits', 'session_edits']) {
    await clickhouse.command('TRUNCATE TABLE {table:Identifier}', { table });
  }
}

function call(isolate_seq: number, more: Partial<RequestRow> = {}): RequestRow {
  const time = made + isolate_seq;
  const created_at = clickhouseTime(time);
  const request_id = uuidv7(time);
  const place = { org_id: 'org', created_at, responded_at: created_at, request_id, isolate_id, isolate_seq };
  return requestRow({ ...place, version: completeVersion, body_location: 'clickhouse', scores: {}, ...more });
}

/** As the consumer stores a call: bodies, ids, facts. */
async function store(...rows: RequestRow[]): Promise<void> {
  const places = rows.map(({ org_id, created_at, request_id, isolate_seq, version }) => {
    return { org_id, created_at, request_id, isolate_seq, version, isolate_id };
  });
  await insertBodies(
    clickhouse,
    places.map((each) => encoded(bodyRow({ ...each, request_body: 'secret' }))),
  );
  await insertRequestIds(
    clickhouse,
    places.map(({ org_id, created_at, request_id }) => ({ org_id, created_at, request_id })),
  );
  await insertRequests(clickhouse, rows);
}

const remove = (target: Partial<CallsToDelete>) =>
  deleteCalls(clickhouse, { org_id: 'org', kind: 'user', subject: 'ada', before: made + 1_000, ...target });

/** The numbers of what is there, whether or not a later version hides it; blank rows aside. */
async function left(table: string): Promise<number[]> {
  const rows = await clickhouse.query(
    z.object({ isolate_seq: z.int() }),
    `SELECT DISTINCT isolate_seq FROM ${table} WHERE is_deleted = 0 ORDER BY isolate_seq`,
  );
  return rows.map(({ isolate_seq }) => isolate_seq);
}

async function count(table: string): Promise<number> {
  const [found] = await clickhouse.query(z.object({ rows: z.int() }), `SELECT count() AS rows FROM ${table}`);
  return found?.rows ?? 0;
}

describe('deleting', () => {
  test('a user takes the calls before a time, with bodies, ids and edits, and nothing of others', async () => {
    const rows = [
      call(1, { user_id: 'ada' }),
      call(2, { user_id: 'bob' }),
      call(3, { user_id: 'ada', org_id: 'others' }),
      call(4, { user_id: 'ada' }),
    ];
    await store(...rows);
    for (const row of rows) await insertEdits(clickhouse, [editOf(row, { made, text: 'secret' })]);
    for (const row of rows) await foldEdits(clickhouse, [row]);
    expect(await remove({ before: made + 4 })).toEqual({ requests: 1, bodies: 1, request_ids: 1, edits: 1 });
    expect([await left('requests'), await left('bodies')]).toEqual([
      [2, 3, 4],
      [2, 3, 4],
    ]);
    expect([await count('request_ids'), await count('edits')]).toEqual([3, 3]);
    expect(await remove({ before: made + 4 })).toEqual({ requests: 0, bodies: 0, request_ids: 0, edits: 0 });
    const blank = `is_deleted = 1 AND user_id = '' AND model = '' AND empty(properties) AND empty(scores) AND isNull(cost_usd)`;
    expect(await count(`requests WHERE ${blank}`)).toBe(1);
    expect(await findGaps(clickhouse, { since: made - 1, settled: made + 1_000, limit: 10 })).toEqual([]);
  });

  test('a session takes its calls and what was said of it', async () => {
    await store(call(1, { session_id: 'chat' }), call(2, { session_id: 'chat 2' }));
    const said = { org_id: 'org', key_id: '', kind: 'score' as const, name: 'a', score: 1, text: null };
    const at = (time: number) => ({ edit_id: uuidv7(time), created_at: clickhouseTime(time) });
    await insertSessionEdits(clickhouse, [
      { ...said, ...at(made), session_id: 'chat' },
      { ...said, ...at(made + 2_000), session_id: 'chat' },
      { ...said, ...at(made), session_id: 'chat 2' },
    ]);
    expect(await remove({ kind: 'session', subject: 'chat' })).toMatchObject({ requests: 1, edits: 1 });
    expect([await left('requests'), await count('session_edits')]).toEqual([[2], 2]);
  });

  test('a call takes all that its id names, wherever it stands, and edits that came before it', async () => {
    const request_id = '5d5f3b6e-7d2f-4d56-9a3c-0b1c2d3e4f50';
    const earlier = clickhouseTime(made - 50 * 86_400_000);
    await store(call(1, { request_id }), call(2, { request_id, created_at: earlier }), call(3));
    await store(call(4, { request_id, org_id: 'others' }));
    const early = uuidv7(made);
    await insertEdits(clickhouse, [editOf({ org_id: 'org', request_id: early }, { made })]);
    expect(await remove({ kind: 'call', subject: request_id })).toMatchObject({
      requests: 2,
      bodies: 2,
      request_ids: 2,
    });
    expect(await remove({ kind: 'call', subject: early })).toMatchObject({ requests: 0, edits: 1 });
    expect([await left('requests'), await left('bodies')]).toEqual([
      [3, 4],
      [3, 4],
    ]);
  });

  test('keeps what was said of another user’s call with the same id', async () => {
    const request_id = '5d5f3b6e-7d2f-4d56-9a3c-0b1c2d3e4f50';
    const [gone, stays] = [call(1, { request_id, user_id: 'ada' }), call(2, { request_id, user_id: 'bob' })];
    await store(gone, stays);
    await insertEdits(clickhouse, [editOf(stays, { made })]);
    expect(await remove({})).toMatchObject({ requests: 1, edits: 0 });
    await foldEdits(clickhouse, [stays]);
    const rows = await clickhouse.query(requestRowSchema, 'SELECT *, call_id FROM requests FINAL');
    expect(rows).toMatchObject([{ user_id: 'bob', scores: { quality: 1 } }]);
  });

  test('takes the row without bodies, which does not tell its user, along with the complete one', async () => {
    const row = call(1, { user_id: 'ada' });
    await store({ ...row, version: 0, user_id: '', session_path: 'secret' }, row);
    expect(await remove({})).toMatchObject({ requests: 1 });
    expect(await left('requests')).toEqual([]);
  });

  test('is final: what is delivered or folded after it is hidden at once, and gone with the next pass', async () => {
    const row = call(1, { user_id: 'ada' });
    await store(row);
    await remove({});
    await store(row);
    expect(await count('requests FINAL')).toBe(0);
    await clickhouse.command('OPTIMIZE TABLE requests FINAL');
    expect(await count('requests FINAL')).toBe(0);
    await store(row);
    await remove({});
    expect([await left('requests'), await left('bodies'), await count('request_ids')]).toEqual([[], [], 0]);
  });

  test('takes bodies that were stored and whose facts never were', async () => {
    const row = call(1, { user_id: 'ada' });
    await store(row);
    await remove({});
    await insertBodies(clickhouse, [encoded(bodyRow({ ...pick(row), request_body: 'secret' }))]);
    expect(await remove({})).toMatchObject({ requests: 0, bodies: 1 });
    expect(await clickhouse.query(bodyRowSchema, 'SELECT * FROM bodies')).toEqual([]);
  });
});

function pick({ org_id, created_at, request_id, isolate_id, isolate_seq }: RequestRow) {
  return { org_id, created_at, request_id, isolate_id, isolate_seq };
}

test('finds each call once whose bodies may be in R2, over several pages', async () => {
  const rows = [1, 2, 3, 4, 5].map((n) => call(n, { user_id: 'ada', body_location: n === 3 ? 'clickhouse' : 'r2' }));
  await store(
    ...rows,
    ...rows.map((row) => ({ ...row, version: 0 })),
    call(6, { body_location: 'r2', user_id: 'bob' }),
  );
  const found: number[] = [];
  const target = { org_id: 'org', kind: 'user', subject: 'ada', before: made + 1_000 } as const;
  for await (const page of findCallsInObjects(clickhouse, target, 2)) {
    expect(page.length).toBeLessThanOrEqual(2);
    found.push(...page.map(({ created_at }) => created_at - made));
  }
  expect(found).toEqual([1, 2, 4, 5]);
});

test('any order of deliveries, edits, folds, sweeps, merges and deletions ends in the same table', {
  timeout: 300_000,
}, async () => {
  const rows = [call(1, { user_id: 'ada' }), call(2, { user_id: 'bob' }), call(3, { user_id: 'eve' })];
  const edits = rows.flatMap((row, n) => [
    editOf(row, { made: made + n, name: 'a', score: n }),
    editOf(row, { made: made + n + 10, kind: 'property', name: 'team', score: null, text: `team ${n}` }),
  ]);
  const of = fc.constantFrom(0, 1, 2);
  const anyStep = fc.oneof(
    fc.record({ what: fc.constantFrom('deliver' as const, 'deliver incomplete' as const, 'fold' as const), of }),
    fc.record({ what: fc.constant('edit' as const), of: fc.nat(edits.length - 1) }),
    fc.record({ what: fc.constantFrom('sweep' as const, 'merge' as const, 'delete' as const), of: fc.constant(0) }),
  );
  const sweep = async () => {
    const calls = await findUnfolded(clickhouse, { from: made - 1_000, to: made + 1_000, limit: 100 });
    await foldEdits(clickhouse, calls);
  };
  /** The first by its id, the second by its user. */
  const deleteTwo = async () => {
    await remove({ kind: 'call', subject: rows[0]?.request_id ?? '' });
    await remove({ kind: 'user', subject: 'bob' });
  };
  const state = async () => ({
    rows: await clickhouse.query(requestRowSchema, 'SELECT *, call_id FROM requests FINAL ORDER BY isolate_seq'),
    bodies: await clickhouse.query(bodyRowSchema, 'SELECT * FROM bodies FINAL ORDER BY isolate_seq'),
    edits: await clickhouse.query(editRowSchema, 'SELECT * FROM edits FINAL ORDER BY toUInt128(edit_id), name'),
    deleted: await left('requests'),
  });
  const finish = async () => {
    await store(...rows);
    await insertEdits(clickhouse, edits);
    await sweep();
    await deleteTwo();
  };
  await finish();
  const expected = await state();
  expect(expected).toMatchObject({ rows: [{ user_id: 'eve', scores: { a: 2 } }], bodies: [{}], deleted: [3] });
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 14 }), async (steps) => {
      await empty();
      for (const { what, of } of steps) {
        const row = rows[of] ?? call(9);
        if (what === 'deliver') await store(row);
        else if (what === 'deliver incomplete') await store({ ...row, version: 0, user_id: '', prompt_tokens: null });
        else if (what === 'fold') await foldEdits(clickhouse, [row]);
        else if (what === 'edit') await insertEdits(clickhouse, edits.slice(of, of + 1));
        else if (what === 'sweep') await sweep();
        else if (what === 'merge') await clickhouse.command('OPTIMIZE TABLE requests FINAL');
        else await deleteTwo();
      }
      await finish();
      expect(await state()).toEqual(expected);
      await clickhouse.command('OPTIMIZE TABLE requests FINAL');
      expect(await state()).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
