import { gzipSync } from 'node:zlib';
import { createKey, openAccounts, revokeKey } from '@tallystick/accounts';
import { frameLimit, listParked } from '@tallystick/delivery';
import { encodeFrame, type Frame, messageKey, packFrame, unpackFrame } from '@tallystick/log';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  bindings,
  broken,
  deadLettersOf,
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
import { encoder, frameOf, type Parts } from './test/frames.ts';

let organisation: string;
const failing = throughProxy('failures');

beforeAll(async () => {
  organisation = (await prepare('failures')).organisation;
});
afterEach(() => clickhouse('pass'));

const clickhouse = (mode: string) => failProxy('failures', mode);
const insertsIntoRequests = () => insertsThrough('failures');

async function isStored(frame: Frame): Promise<boolean> {
  return (await requestsOf(frame.call.org_id)).some((row) => row.request_id === frame.call.request_id);
}

async function packedFrames(count: number): Promise<{ frames: Frame[]; messages: Uint8Array[] }> {
  const frames = Array.from({ length: count }, () => frameOf(organisation));
  return { frames, messages: await Promise.all(frames.map(packFrame)) };
}

describe('a failure that passes', () => {
  it.each([
    ['ClickHouse refuses connections', 'refuse'],
    ['ClickHouse answers 500', 'error'],
    ['ClickHouse confirms nothing, though it may have stored', 'cut'],
    ['ClickHouse fails for the table of the bodies only', 'error bodies'],
    ['ClickHouse fails for the table of the requests only', 'error requests'],
  ])('retries all messages: %s, and is over when it is over', async (_, mode) => {
    const { frames, messages } = await packedFrames(3);
    await clickhouse(mode);
    const failed = await deliver(
      messages.map((message) => message.slice()),
      { env: failing },
    );
    expect(failed.explicitAcks).toEqual([]);
    expect(failed.retryMessages.map(({ msgId }) => msgId)).toEqual(['m0', 'm1', 'm2']);

    await clickhouse('pass');
    const passed = await deliver(messages, { env: failing, attempts: 2 });
    expect(passed.explicitAcks).toEqual(['m0', 'm1', 'm2']);
    for (const { call } of frames) {
      const rows = (await requestsOf(organisation)).filter((row) => row.request_id === call.request_id);
      expect(rows.length).toBe(1);
    }
    expect(await deadLettersOf(organisation)).toEqual([]);
  });

  it('is not seen in a ClickHouse that is merely slow', async () => {
    const { messages } = await packedFrames(2);
    await clickhouse('slow');
    expect((await deliver(messages, { env: failing })).explicitAcks).toEqual(['m0', 'm1']);
  });

  it('retries when D1 is down', async () => {
    const { messages } = await packedFrames(2);
    const result = await deliver(messages, { env: { ...bindings, DB: broken() } });
    expect(result.explicitAcks).toEqual([]);
    expect(result.retryMessages.length).toBe(2);
  });

  it('retries only what needs R2 when that is down', async () => {
    const inline = frameOf(organisation);
    const pointer = await pointerTo(frameOf(organisation));
    const result = await deliver([pointer, await packFrame(inline), encoder.encode('garbage')], {
      env: { ...bindings, OBJECTS: broken() },
    });
    expect(result.explicitAcks).toEqual(['m1']);
    expect(result.retryMessages.map(({ msgId }) => msgId).sort()).toEqual(['m0', 'm2']);
  });
});

describe('a message that can never work', () => {
  it.each([
    ['garbage', () => encoder.encode('not a frame')],
    ['an empty message', () => new Uint8Array()],
    ['an object', () => ({ a: 'v8 message' })],
    ['nothing', () => undefined],
    ['a gzip that is none', () => new Uint8Array([0x1f, 0x8b, 1, 2, 3])],
    ['a cut frame', async () => (await packFrame(frameOf(organisation))).slice(0, 100)],
    ['a frame that lacks a byte', async () => (await packFrame(frameOf(organisation))).slice(0, -1)],
    ['a call of another version', () => encodeFrame(wrong({ v: 2 }))],
    ['a call whose organisation is a path', () => encodeFrame(wrong({ org_id: '../other' }))],
  ])('is kept as it came, with the reason: %s', async (name, make) => {
    const body = await make();
    const id = `bad-${name.replaceAll(' ', '-')}`;
    const good = frameOf(organisation);
    const result = await deliver([body, await packFrame(good)], { ids: [id, 'good'] });
    expect(result.explicitAcks.sort()).toEqual([id, 'good'].sort());
    expect(await isStored(good)).toBe(true);
    const letter = (await deadLettersOf('unknown')).find(({ key }) => key.endsWith(`/${id}`));
    expect(letter?.metadata).toMatchObject({ code: 'bad_message', attempts: '1' });
    if (body instanceof Uint8Array) expect(letter?.bytes).toEqual(body);
  });

  it('leaves the other 99 of its batch alone', async () => {
    const { frames, messages } = await packedFrames(99);
    messages.splice(42, 0, encoder.encode('garbage'));
    const result = await deliver(messages, { ids: messages.map((_, index) => `hundred-${index}`) });
    expect(result.explicitAcks.length).toBe(100);
    const stored = new Set((await requestsOf(organisation)).map((row) => row.request_id));
    expect(frames.filter(({ call }) => !stored.has(call.request_id))).toEqual([]);
  });

  it.each<[string, string, () => Promise<Parts['call'] & object>]>([
    ['a key that does not exist', 'unknown_key', async () => ({ key_id: 'no-such-key' })],
    ['a key of another organisation', 'unknown_key', async () => ({ key_id: (await prepare('other')).key.id })],
    ['a key that only reads', 'wrong_key_kind', async () => ({ key_id: await makeKey('r') })],
    ['a key that was revoked before', 'revoked_key', async () => ({ key_id: await makeKey('w', Date.now() - 60_000) })],
    ['a time in the future', 'in_the_future', async () => ({ created_at: Date.now() + 3_600_000 })],
    ['a time before all that is kept', 'too_old', async () => ({ created_at: Date.UTC(2001, 0) })],
  ])('is refused for %s', async (name, code, change) => {
    const frame = frameOf(organisation, { call: await change() });
    const good = frameOf(organisation);
    const id = name.replaceAll(' ', '-');
    const result = await deliver([await packFrame(frame), await packFrame(good)], {
      ids: [id, 'good'],
      env: { ...bindings, REQUESTS_TTL_DAYS: '365' },
    });
    expect(result.explicitAcks.sort()).toEqual([id, 'good'].sort());
    expect(await isStored(frame)).toBe(false);
    expect(await isStored(good)).toBe(true);
    const letter = (await deadLettersOf(organisation)).find(({ key }) => key.endsWith(`/${id}`));
    expect(letter?.metadata).toMatchObject({ code, org_id: organisation, request_id: frame.call.request_id });
  });

  it('is one for an organisation that does not exist, and no longer once it does', async () => {
    const frame = frameOf('nobody');
    await deliver([await packFrame(frame)], { ids: ['nobody'] });
    const [letter] = await deadLettersOf('nobody');
    expect(letter?.metadata.code).toBe('unknown_organisation');

    const { organisation: late } = await prepare('late');
    const call = { ...frame.call, org_id: late };
    expect((await deliver([await packFrame({ ...frame, call })])).explicitAcks).toEqual(['m0']);
    expect(await isStored({ ...frame, call })).toBe(true);
  });

  it('may be a row that ClickHouse refuses: it alone is given up', async () => {
    const { frames, messages } = await packedFrames(8);
    const refused = frameOf(organisation, { call: { prompt_id: 'refused-by-clickhouse' } });
    await clickhouse('bad-data refused-by-clickhouse');
    messages.splice(5, 0, await packFrame(refused));
    const ids = messages.map((_, index) => `refused-${index}`);
    const result = await deliver(messages, { ids, env: failing });
    expect(result.explicitAcks.length).toBe(9);
    for (const frame of frames) expect(await isStored(frame)).toBe(true);
    const letters = (await deadLettersOf(organisation)).filter(({ key }) => key.includes('/refused-'));
    expect(letters.map(({ metadata }) => metadata.code)).toEqual(['refused_by_clickhouse']);
    expect(letters[0]?.metadata.request_id).toBe(refused.call.request_id);
  });

  it('is retried, never dropped, when its dead letter cannot be written', async () => {
    const result = await deliver([encoder.encode('garbage')], { env: { ...bindings, OBJECTS: broken() } });
    expect(result.explicitAcks).toEqual([]);
    expect(result.retryMessages.length).toBe(1);
  });

  it('is kept without the bodies that were to be omitted, wherever they stood', async () => {
    const parts: Parts = { call: { key_id: 'no-such-key' }, responseBody: { omit: true } };
    const inline = frameOf(organisation, parts);
    const pointed = frameOf(organisation, parts);
    const message = await pointerTo(pointed);
    await deliver([await packFrame(inline), message], { ids: ['omit-inline', 'omit-pointer'] });
    for (const [id, frame] of [
      ['omit-inline', inline],
      ['omit-pointer', pointed],
    ] as const) {
      const letter = (await deadLettersOf(organisation)).find(({ key }) => key.endsWith(`/${id}`));
      const { call, bodies } = await unpackFrame(letter?.bytes ?? new Uint8Array(), 1_000_000);
      expect(call).toMatchObject({ request_id: frame.call.request_id, response: { captured: 0, omit: true } });
      expect(bodies).toEqual(frame.request);
    }
    expect(await bindings.OBJECTS.head(messageKey(pointed.call))).toBeNull();
  });

  it('that comes again after its object went keeps what is already kept', async () => {
    const frame = frameOf(organisation, { call: { key_id: 'no-such-key' } });
    const message = await pointerTo(frame);
    await deliver([message.slice()], { ids: ['twice'] });
    expect((await deliver([message], { ids: ['twice'] })).explicitAcks).toEqual(['twice']);
    const letter = (await deadLettersOf(organisation)).find(({ key }) => key.endsWith('/twice'));
    const { bodies } = await unpackFrame(letter?.bytes ?? new Uint8Array(), 1_000_000);
    expect(bodies.length).toBe(frame.request.length + frame.response.length);
  });
});

describe('a revoked key', () => {
  it('still has the calls that were made before its revocation', async () => {
    const key = await makeKey('w', Date.now() + 1);
    const frame = frameOf(organisation, { call: { key_id: key } });
    expect((await deliver([await packFrame(frame)])).explicitAcks).toEqual(['m0']);
    expect(await isStored(frame)).toBe(true);
  });
});

describe('a batch', () => {
  it.each([1, 2])('is one insert, at delivery %d', async (attempts) => {
    const { messages } = await packedFrames(3);
    await clickhouse('pass');
    const result = await deliver(messages, { attempts, env: failing });
    expect(result.explicitAcks).toEqual(['m0', 'm1', 'm2']);
    expect(await insertsIntoRequests()).toBe(1);
  });

  it.each([
    ['as they came', '', (bytes: Uint8Array) => bytes],
    ['once they are decoded', 'gzip', (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))],
  ])('is several inserts when its bodies are large %s', async (_, encoding, encode) => {
    const request = encode(encoder.encode(`{"content":"${'x'.repeat(900_000)}"}`));
    const frames = Array.from({ length: 20 }, () => frameOf(organisation, { request, requestBody: { encoding } }));
    await clickhouse('pass');
    const result = await deliver(await Promise.all(frames.map(packFrame)), { env: failing });
    expect(result.explicitAcks.length).toBe(20);
    expect(await insertsIntoRequests()).toBe(3);
  });

  it('of calls from more months than an insert may touch is several inserts, and loses none', async () => {
    const days = [1, 40, 80, 120].map((days) => Date.now() - days * 86_400_000);
    const frames = days.map((created_at) => frameOf(organisation, { call: { created_at } }));
    await clickhouse('one-partition');
    const result = await deliver(await Promise.all(frames.map(packFrame)), { env: failing });
    expect(result.explicitAcks).toEqual(['m0', 'm1', 'm2', 'm3']);
    for (const frame of frames) expect(await isStored(frame)).toBe(true);
  });

  it('that takes too long leaves the rest for another delivery', async () => {
    let passed = 0;
    const now = Date.now;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + passed);
    const slow = new Proxy(bindings.OBJECTS, {
      get:
        (bucket, name: keyof R2Bucket) =>
        async (...given: never[]) => {
          passed += 300_001;
          return await Reflect.apply(bucket[name], bucket, given);
        },
    });
    const [first, second] = [frameOf(organisation), frameOf(organisation)];
    try {
      const messages = [await pointerTo(first), await pointerTo(second)];
      const result = await deliver(messages, { env: { ...bindings, OBJECTS: slow } });
      expect(result.explicitAcks).toEqual(['m0']);
      expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(['m1']);
    } finally {
      clock.mockRestore();
    }
    expect(await isStored(first)).toBe(true);
    expect(await isStored(second)).toBe(false);
  });
});

describe('a dead letter', () => {
  it('takes along an object that is too large to be read', async () => {
    const frame = frameOf(organisation, { call: { key_id: 'no-such-key' }, request: new Uint8Array(frameLimit) });
    const message = await pointerTo(frame);
    const packed = await packFrame(frame);
    await deliver([message], { ids: ['too-large'] });
    const letter = (await deadLettersOf(organisation)).find(({ key }) => key.endsWith('/too-large'));
    expect(letter?.bytes.length).toBe(packed.length);
    expect(await bindings.OBJECTS.head(messageKey(frame.call))).toBeNull();
  });

  it('gets the content of an object that came late, before that goes', async () => {
    const frame = frameOf(organisation, { call: { key_id: 'no-such-key' } });
    const message = await pointerTo(frame);
    await bindings.OBJECTS.delete(messageKey(frame.call));
    await deliver([message.slice()], { ids: ['late-object'] });
    await pointerTo(frame);
    await deliver([message], { ids: ['late-object'] });
    const letter = (await deadLettersOf(organisation)).find(({ key }) => key.endsWith('/late-object'));
    const { bodies } = await unpackFrame(letter?.bytes ?? new Uint8Array(), 1_000_000);
    expect(bodies.length).toBe(frame.request.length + frame.response.length);
  });
});

describe('how long rows are kept', () => {
  it.each(['90d', '', '-1', '1e3'])(
    'is a number of days: with %j messages are parked until that is repaired',
    async (days) => {
      await empty(bindings.OBJECTS);
      const { frames, messages } = await packedFrames(2);
      const result = await deliver(messages, { env: { ...bindings, REQUESTS_TTL_DAYS: days } });
      expect(result.explicitAcks).toEqual(['m0', 'm1']);
      expect((await listParked(bindings.OBJECTS)).batches).toMatchObject([{ code: 'wrong_setting', messages: 2 }]);
      await runCron({ ...bindings, REQUESTS_TTL_DAYS: days });
      expect((await listParked(bindings.OBJECTS)).batches.length).toBe(1);

      await runCron(bindings);
      for (const frame of frames) expect(await isStored(frame)).toBe(true);
      expect((await listParked(bindings.OBJECTS)).batches).toEqual([]);
    },
  );

  it('may be for good, though not for times before there were such calls', async () => {
    const [old, absurd] = [Date.UTC(2021, 0), Date.UTC(1971, 0)].map((created_at) =>
      frameOf(organisation, { call: { created_at } }),
    );
    if (!old || !absurd) throw new Error('two frames');
    const result = await deliver([await packFrame(old), await packFrame(absurd)], {
      ids: ['old', 'absurd'],
      env: { ...bindings, REQUESTS_TTL_DAYS: '0' },
    });
    expect(result.explicitAcks.sort()).toEqual(['absurd', 'old']);
    expect([await isStored(old), await isStored(absurd)]).toEqual([true, false]);
  });
});

async function makeKey(kind: 'w' | 'r', revokedAt?: number): Promise<string> {
  const db = openAccounts(bindings.DB);
  const { id } = await createKey(db, { organisationId: organisation, kind, name: kind }, 1);
  if (revokedAt !== undefined) await revokeKey(db, organisation, id, revokedAt);
  return id;
}

function wrong(change: object): Frame {
  const frame = frameOf(organisation);
  return { ...frame, call: { ...frame.call, ...change } };
}
