import { createClickHouse, insertEdits } from '@tallystick/clickhouse';
import { clickhouseTime, completeVersion, type Frame, packFrame, type RequestRow, uuidv7 } from '@tallystick/log';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import {
  bindings,
  deliver,
  empty,
  failProxy,
  insertsThrough,
  pointerTo,
  prepare,
  requestsOf,
  runCron,
  throughProxy,
} from './test/deliver.ts';
import { encoder, frameOf } from './test/frames.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const clickhouse = createClickHouse({ url: bindings.CLICKHOUSE_URL, database: bindings.CLICKHOUSE_DATABASE });
const env = throughProxy('edits');

let organisation: string;
beforeAll(async () => {
  organisation = (await prepare('edits')).organisation;
});
beforeEach(() => failProxy('edits', 'pass'));
afterEach(() => {
  vi.useRealTimers();
});

/** Gives a call a score, some time ago. */
async function score({ call }: Frame, value: number, ago = 0): Promise<void> {
  const edit_id = uuidv7(Date.now() - ago);
  const created_at = clickhouseTime(Date.now() - ago);
  const { org_id, request_id } = call;
  const edit = { org_id, request_id, edit_id, created_at, key_id: '', text: null };
  await insertEdits(clickhouse, [{ ...edit, kind: 'score', name: 'quality', score: value }]);
}

async function rowOf({ call }: Frame): Promise<RequestRow | undefined> {
  return (await requestsOf(organisation)).find(({ request_id }) => request_id === call.request_id);
}

it('folds the edits of the last hour within a minute, of calls that came before and after them', async () => {
  const [before, after] = [frameOf(organisation), frameOf(organisation)];
  await deliver([await packFrame(before)]);
  await score(before, 0.5);
  await score(after, 0.25);
  await runCron(env);
  expect((await rowOf(before))?.scores).toEqual({ quality: 0.5 });
  await deliver([await packFrame(after), await packFrame(before)]);
  await runCron(env);
  expect([(await rowOf(before))?.scores, (await rowOf(after))?.scores]).toEqual([{ quality: 0.5 }, { quality: 0.25 }]);
});

it('folds older ones, up to fifteen days, within an hour', async () => {
  const agos = [2 * hour, 7 * hour, 3 * day + hour, 14 * day + 23 * hour];
  const frames = agos.map((ago) => frameOf(organisation, { call: { created_at: Date.now() - ago } }));
  for (const [n, frame] of frames.entries()) await score(frame, n, agos[n]);
  for (const frame of frames) await deliver([await packFrame(frame)]);
  const begin = Date.now();
  for (let minutes = 0; minutes < 60; minutes++) {
    vi.setSystemTime(begin + minutes * minute);
    await runCron(env);
  }
  vi.useRealTimers();
  const scores = await Promise.all(frames.map(async (frame) => (await rowOf(frame))?.scores));
  expect(scores).toEqual(agos.map((_, n) => ({ quality: n })));
});

it('gives a score to the complete row that comes after one without bodies, and loses neither', async () => {
  const frame = frameOf(organisation, { request: encoder.encode('x'.repeat(1_100_000)) });
  const pointer = await pointerTo(frame);
  await empty(bindings.OBJECTS);
  await deliver([pointer], { queue: '-alone' });
  await score(frame, 1);
  await runCron(env);
  expect(await rowOf(frame)).toMatchObject({ error: 'the bodies were lost', scores: { quality: 1 } });
  await pointerTo(frame);
  await deliver([pointer]);
  await runCron(env);
  expect(await rowOf(frame)).toMatchObject({ error: '', scores: { quality: 1 }, version: completeVersion + 2 });
});

it('folds all of more calls than go into one fold, and then nothing', async () => {
  const { call } = frameOf(organisation);
  const ids = Array.from({ length: 1_200 }, (_, n) => uuidv7(call.created_at + n));
  await clickhouse.command(
    `INSERT INTO requests (org_id, created_at, request_id, isolate_id, isolate_seq, version)
     SELECT {organisation:String}, UUIDv7ToDateTime(id, 'UTC'), id, {isolate:UUID}, 1, ${completeVersion}
     FROM (SELECT arrayJoin({ids:Array(UUID)}) AS id)`,
    { organisation, ids, isolate: crypto.randomUUID() },
  );
  const created_at = clickhouseTime(Date.now());
  await insertEdits(
    clickhouse,
    ids.map((request_id) => {
      const edit = {
        org_id: organisation,
        request_id,
        edit_id: uuidv7(Date.now()),
        created_at,
        key_id: '',
        text: null,
      };
      return { ...edit, kind: 'score' as const, name: 'quality', score: 3 };
    }),
  );
  await runCron(env);
  const rows = (await requestsOf(organisation)).filter(({ request_id }) => ids.includes(request_id));
  expect(rows.map(({ scores }) => scores)).toEqual(ids.map(() => ({ quality: 3 })));
  await failProxy('edits', 'pass');
  await runCron(env);
  expect(await insertsThrough('edits')).toBe(0);
});

it('leaves the other work of the minute alone when ClickHouse is away, and folds when it is back', async () => {
  const frame = frameOf(organisation);
  await deliver([await packFrame(frame)]);
  await score(frame, 0.75);
  await failProxy('edits', 'refuse');
  await runCron(env);
  expect((await rowOf(frame))?.scores).toEqual({});
  await failProxy('edits', 'pass');
  await runCron(env);
  expect((await rowOf(frame))?.scores).toEqual({ quality: 0.75 });
});
