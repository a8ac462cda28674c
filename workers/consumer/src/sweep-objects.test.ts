import { completeVersion, type Frame, messageKey, packFrame } from '@tallystick/log';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Env } from './index.ts';
import {
  bindings,
  deliver,
  empty,
  failProxy,
  keepingQueue,
  pointerTo,
  prepare,
  query,
  requestsOf,
  runCron,
  storedBodiesOf,
  throughProxy,
} from './test/deliver.ts';
import { encoder, frameOf, type Parts } from './test/frames.ts';

const daily = '17 3 * * *';
const hour = 3_600_000;
const day = 24 * hour;
const objects = bindings.OBJECTS;

let organisation: string;
let calls: ReturnType<typeof keepingQueue>;
let env: Env;

beforeAll(async () => {
  organisation = (await prepare('sweep')).organisation;
});
beforeEach(async () => {
  calls = keepingQueue();
  env = { ...throughProxy('sweep'), CALLS: calls };
  await empty(objects);
});
afterEach(() => failProxy('sweep', 'pass'));

/** Sweeps as if it were later than it is. @param ms how much */
async function sweep(ms: number, with_: Env = env): Promise<void> {
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now + ms);
  try {
    await runCron(with_, daily);
  } finally {
    clock.mockRestore();
  }
}

async function put(frame: Frame): Promise<void> {
  await objects.put(messageKey(frame.call), await packFrame(frame));
}

async function isThere(frame: Frame): Promise<boolean> {
  return (await objects.head(messageKey(frame.call))) !== null;
}

async function stored(parts: Parts = {}): Promise<Frame> {
  const frame = frameOf(organisation, parts);
  expect((await deliver([await packFrame(frame)])).explicitAcks).toEqual(['m0']);
  return frame;
}

it('sends a message again whose object is there and whose row is not, once it has had time to come', async () => {
  const frame = frameOf(organisation);
  await put(frame);
  await sweep(5 * hour);
  expect(calls.sent).toEqual([]);
  await sweep(7 * hour);
  expect(calls.sent.length).toBe(1);
  expect((await deliver(calls.sent)).explicitAcks).toEqual(['m0']);
  expect(await storedBodiesOf(frame)).toEqual([frame.request, frame.response]);
  expect(await isThere(frame)).toBe(false);
});

it('sends a message again whose row lacks the bodies that have come since', async () => {
  const frame = frameOf(organisation);
  const pointer = await pointerTo(frame);
  await empty(objects);
  await deliver([pointer], { queue: '-alone' });
  await put(frame);
  await sweep(7 * hour);
  await deliver(calls.sent);
  const row = (await requestsOf(organisation)).find(({ request_id }) => request_id === frame.call.request_id);
  expect(row).toMatchObject({ version: completeVersion, prompt_tokens: 1200 });
});

it('takes a row without bodies for what it is, also when it has been edited', async () => {
  const frame = frameOf(organisation, { request: encoder.encode('x'.repeat(1_100_000)) });
  const pointer = await pointerTo(frame);
  await empty(objects);
  await deliver([pointer], { queue: '-alone' });
  await query(
    `INSERT INTO requests SELECT * REPLACE (3 AS version) FROM requests
     WHERE org_id = {organisation:String} AND request_id = '${frame.call.request_id}'`,
    organisation,
  );
  await put(frame);
  await sweep(7 * hour);
  expect(await isThere(frame)).toBe(true);
  await deliver(calls.sent);
  const row = (await requestsOf(organisation)).find(({ request_id }) => request_id === frame.call.request_id);
  expect(row).toMatchObject({ version: completeVersion, error: '' });
});

it('sends a message again whose row has no tokens yet, although neither body is to be kept', async () => {
  const frame = frameOf(organisation, { requestBody: { omit: true }, responseBody: { omit: true } });
  const pointer = await pointerTo(frame);
  await empty(objects);
  await deliver([pointer], { queue: '-alone' });
  await put(frame);
  await sweep(7 * hour);
  await deliver(calls.sent);
  const row = (await requestsOf(organisation)).find(({ request_id }) => request_id === frame.call.request_id);
  expect(row).toMatchObject({ version: completeVersion, prompt_tokens: 1200, body_location: 'omitted' });
  expect(await isThere(frame)).toBe(false);
});

it('removes objects whose bodies stand in ClickHouse, were omitted, or belong to a deleted call', async () => {
  const inClickhouse = await stored();
  const omitted = await stored({ requestBody: { omit: true }, responseBody: { omit: true } });
  const deleted = await stored({ request: encoder.encode('x'.repeat(1_100_000)) });
  await query(
    `INSERT INTO requests (org_id, created_at, request_id, isolate_id, isolate_seq, version, is_deleted)
     SELECT org_id, created_at, request_id, isolate_id, isolate_seq, ${Number.MAX_SAFE_INTEGER}, 1 FROM requests
     WHERE org_id = {organisation:String} AND request_id = '${deleted.call.request_id}'`,
    organisation,
  );
  for (const frame of [inClickhouse, omitted, deleted]) await put(frame);
  await sweep(7 * hour);
  expect(calls.sent).toEqual([]);
  expect((await objects.list()).objects).toEqual([]);
});

it('keeps the objects that are where the bodies stand', async () => {
  const frame = await stored({ request: encoder.encode('x'.repeat(1_100_000)) });
  expect(await isThere(frame)).toBe(true);
  await sweep(7 * hour);
  expect(await isThere(frame)).toBe(true);
  expect(calls.sent).toEqual([]);
});

it('removes nothing and sends nothing when ClickHouse is away', async () => {
  const frame = await stored();
  await put(frame);
  await put(frameOf(organisation, { call: { created_at: Date.now() - 40 * day } }));
  await failProxy('sweep', 'refuse');
  await expect(sweep(7 * hour, { ...env, BODIES_TTL_DAYS: '30' })).rejects.toMatchObject({
    errors: [{ name: 'ClickHouseError' }],
  });
  expect((await objects.list()).objects.length).toBe(2);
  expect(calls.sent).toEqual([]);
});

it('removes the objects of days that are past retention, and only those', async () => {
  const old = frameOf(organisation, { call: { created_at: Date.now() - 32 * day } });
  const young = frameOf(organisation, { call: { created_at: Date.now() - 29 * day } });
  for (const frame of [old, young]) await put(frame);
  await sweep(0);
  expect([await isThere(old), await isThere(young)]).toEqual([true, true]);
  await sweep(0, { ...env, BODIES_TTL_DAYS: '30', REQUESTS_TTL_DAYS: '365' });
  expect([await isThere(old), await isThere(young)]).toEqual([false, true]);
});

it('looks at every object of a day, however many', async () => {
  const frame = frameOf(organisation);
  const keys = Array.from({ length: 1_100 }, (_, n) => messageKey({ ...frame.call, isolate_seq: 100_000 + n }));
  for (let at = 0; at < keys.length; at += 100) {
    await Promise.all(keys.slice(at, at + 100).map((key) => objects.put(key, 'garbage')));
  }
  await put(frame);
  await objects.put('messages/not-a-day/x', '');
  await sweep(7 * hour);
  // What cannot be read stays where it is.
  expect(calls.sent.length).toBe(1);
  expect((await objects.list({ prefix: 'messages/2' })).objects.length).toBe(1000);
});
