import { listParked, park, parkedPrefix } from '@tallystick/delivery';
import { type Frame, messageKey, packFrame } from '@tallystick/log';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Env } from './index.ts';
import {
  bindings,
  broken,
  deadLettersOf,
  deliver,
  empty,
  failProxy,
  insertsThrough,
  keepingQueue,
  pointerTo,
  prepare,
  requestsOf,
  runCron,
  storedBodiesOf,
  throughProxy,
} from './test/deliver.ts';
import { encoder, frameOf } from './test/frames.ts';

let organisation: string;
let alone: ReturnType<typeof keepingQueue>;
let env: Env;

const objects = bindings.OBJECTS;

beforeAll(async () => {
  organisation = (await prepare('replay')).organisation;
});
beforeEach(async () => {
  alone = keepingQueue();
  env = { ...throughProxy('replay'), ALONE: alone };
  await empty(objects);
});
afterEach(() => failProxy('replay', 'pass'));

async function parkFrames(...frames: Frame[]): Promise<string> {
  return await park(
    objects,
    await Promise.all(frames.map(async (frame) => ({ call: frame.call, packed: await packFrame(frame) }))),
    'clickhouse_network',
  );
}

async function parkedKeys(): Promise<string[]> {
  return (await listParked(objects)).batches.map(({ key }) => key);
}

async function isStored(frame: Frame): Promise<boolean> {
  return (await requestsOf(frame.call.org_id)).some((row) => row.request_id === frame.call.request_id);
}

it('makes of a parked batch what its delivery would have made', async () => {
  const twin = (await prepare('twin')).organisation;
  const parts = [{}, { requestBody: { omit: true } }, { request: { model: 'gpt-4o', text: 'é'.repeat(700_000) } }];
  const created_at = Date.now() - 60_000;
  const frames = parts.map((part) => frameOf(organisation, { ...part, call: { created_at } }));
  const twins = frames.map((frame) => ({ ...frame, call: { ...frame.call, org_id: twin } }));
  expect((await deliver(await Promise.all(twins.map(packFrame)))).explicitAcks.length).toBe(3);

  await failProxy('replay', 'refuse');
  await deliver(await Promise.all(frames.map(packFrame)), { env, attempts: 2 });
  expect((await parkedKeys()).length).toBe(1);
  await failProxy('replay', 'pass');
  await runCron(env);
  expect(await parkedKeys()).toEqual([]);
  const rowsOf = async (of: string) => (await requestsOf(of)).map(({ org_id: _, ...row }) => row);
  expect(await rowsOf(organisation)).toEqual(await rowsOf(twin));
  for (const [index, frame] of frames.entries()) {
    const other = twins[index];
    expect(await storedBodiesOf(frame)).toEqual(other && (await storedBodiesOf(other)));
    const place = await objects.head(messageKey(frame.call));
    expect(place === null).toEqual((await objects.head(messageKey(other?.call ?? frame.call))) === null);
  }
});

it('goes from the oldest to the youngest', async () => {
  const frames = [frameOf(organisation), frameOf(organisation)] as const;
  const keys: string[] = [];
  for (const frame of frames) keys.push(await parkFrames(frame));
  await failProxy('replay', `refuse ${frames[1].call.request_id}`);
  await runCron(env);
  expect(await parkedKeys()).toEqual(keys.slice(1));
  expect(await Promise.all(frames.map(isStored))).toEqual([true, false]);

  await failProxy('replay', 'pass');
  await runCron(env);
  expect(await parkedKeys()).toEqual([]);
  expect(await Promise.all(frames.map(isStored))).toEqual([true, true]);
});

it('goes on behind batches that ClickHouse alone knows what is wrong with, however many', async () => {
  const keys: string[] = [];
  for (const _ of [1, 2, 3]) keys.push(await parkFrames(frameOf(organisation, { call: { user_id: 'odd' } })));
  const next = frameOf(organisation);
  await parkFrames(next);
  await failProxy('replay', 'error "odd"');
  await runCron(env);
  expect(await parkedKeys()).toEqual(keys);
  expect(await isStored(next)).toBe(true);
});

it('stops at an outage: what is parked behind two batches that met it is not tried', async () => {
  const afflicted = () => frameOf(organisation, { call: { user_id: 'afflicted' } });
  const well = frameOf(organisation);
  for (const frame of [afflicted(), afflicted(), well]) await parkFrames(frame);
  await failProxy('replay', 'refuse "afflicted"');
  await runCron(env);
  expect((await parkedKeys()).length).toBe(3);
  expect(await isStored(well)).toBe(false);
});

it('keeps of a batch what is not done, under its own name, and goes on with the next', async () => {
  const [done, left, next] = [frameOf(organisation), frameOf(organisation), frameOf(organisation)];
  const pointer = { call: left.call, packed: (await pointerTo(left)).slice() };
  const key = await park(objects, [{ call: done.call, packed: await packFrame(done) }, pointer], 'clickhouse_network');
  await parkFrames(next);
  // Its object cannot be read, which is nobody else's trouble.
  const unreadable = new Proxy(objects, {
    get: (bucket, name: keyof R2Bucket) => {
      if (name !== 'get') return Reflect.get(bucket, name).bind(bucket);
      return async (asked: string, options: R2GetOptions) => {
        if (asked === messageKey(left.call)) throw new Error('the service is unavailable');
        return await bucket.get(asked, options);
      };
    },
  });
  await runCron({ ...env, OBJECTS: unreadable });
  const { batches } = await listParked(objects);
  expect(batches).toMatchObject([{ key, messages: 1, code: 'clickhouse_network' }]);
  expect(await Promise.all([done, left, next].map(isStored))).toEqual([true, false, true]);

  await runCron(env);
  expect(await parkedKeys()).toEqual([]);
  expect(await isStored(left)).toBe(true);
});

it('buries what can never work, and each of two such messages of a batch that is replayed in two parts', async () => {
  const bad = () => frameOf(organisation, { call: { key_id: 'no-such-key' } });
  const [first, second] = [bad(), bad()];
  await parkFrames(first);
  await runCron(env);
  await parkFrames(second);
  await runCron(env);
  expect(await parkedKeys()).toEqual([]);
  const letters = await deadLettersOf(organisation);
  expect(letters.map(({ metadata }) => metadata.request_id).sort()).toEqual(
    [first.call.request_id, second.call.request_id].sort(),
  );
});

it('makes a dead letter of a damaged batch, and goes on with the next', async () => {
  await objects.put(`${parkedPrefix}2026-02-01T00:00:00.000Z-damaged`, 'garbage');
  const next = frameOf(organisation);
  await parkFrames(next);
  await runCron(env);
  expect(await parkedKeys()).toEqual([]);
  expect(await isStored(next)).toBe(true);
  const [letter] = await deadLettersOf('unknown');
  expect(letter?.metadata.code).toBe('bad_message');
  expect(letter?.bytes).toEqual(encoder.encode('garbage'));
});

it('leaves a batch to the run that is at it, and sends its messages to be handled singly when that run died of it', async () => {
  const frame = frameOf(organisation);
  const key = await parkFrames(frame);
  await objects.put(`replaying/${key.slice(parkedPrefix.length)}`, '');
  await runCron(env);
  expect(await parkedKeys()).toEqual([key]);
  expect(alone.sent).toEqual([]);

  const later = Date.now() + 301_000;
  const clock = vi.spyOn(Date, 'now').mockReturnValue(later);
  try {
    await runCron(env);
  } finally {
    clock.mockRestore();
  }
  expect(alone.sent).toEqual([await packFrame(frame)]);
  expect((await objects.list()).objects).toEqual([]);
});

it('keeps a batch that a run died of while its queue takes nothing, and goes on with the next', async () => {
  const key = await parkFrames(frameOf(organisation));
  await objects.put(`replaying/${key.slice(parkedPrefix.length)}`, '');
  const next = frameOf(organisation);
  await parkFrames(next);
  const later = Date.now() + 301_000;
  const clock = vi.spyOn(Date, 'now').mockReturnValue(later);
  try {
    await runCron({ ...env, ALONE: broken() });
  } finally {
    clock.mockRestore();
  }
  expect(await parkedKeys()).toEqual([key]);
  expect(await isStored(next)).toBe(true);
});

it('leaves nothing behind of what it has noted while it was at work', async () => {
  await parkFrames(frameOf(organisation));
  await runCron(env);
  expect((await objects.list()).objects).toEqual([]);
});

it('takes one insert for many batches', async () => {
  const frames = Array.from({ length: 12 }, () => frameOf(organisation));
  for (const frame of frames) await parkFrames(frame);
  await failProxy('replay', 'pass');
  await runCron(env);
  expect(await parkedKeys()).toEqual([]);
  expect(await insertsThrough('replay')).toBe(1);
  for (const frame of frames) expect(await isStored(frame)).toBe(true);
});
