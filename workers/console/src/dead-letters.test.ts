import { deadLetterKey, deadLetterMetadata, decodeFrame, park, Rejection } from '@tallystick/delivery';
import { type Call, inlineLimit, messageKey } from '@tallystick/log';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { api, bindings, makeKey, migrate, operator } from './test/api.ts';
import { ask, callOf, messageOf, queue } from './test/surroundings.ts';

const objects = bindings.OBJECTS;
let admin: string;

beforeAll(async () => {
  await migrate();
  for (const name of ['Acme', 'Globex']) await api('POST', '/v1/organisations', operator, { name });
  admin = (await makeKey('acme', 'admin')).key;
});
beforeEach(async () => {
  for (const { key } of (await objects.list()).objects) await objects.delete(key);
});

/** Buries a message as the consumer does. */
async function bury(id: string, call: Call | undefined, content: Uint8Array | string, code = 'died' as const) {
  const message = { id, timestamp: new Date('2026-11-20T12:00:00Z') };
  const key = deadLetterKey(message, call);
  const customMetadata = deadLetterMetadata(new Rejection(code, `why ${id}`), 3, call);
  await objects.put(key, content, { customMetadata });
  return key;
}

const keysOf = ({ json }: { json: { dead_letters: { key: string }[] } }) => json.dead_letters.map(({ key }) => key);
const stored = async (prefix: string) => (await objects.list({ prefix })).objects.map(({ key }) => key);

describe('dead letters', () => {
  it('are listed with their reasons: all to the operator, to a key those of its organisation', async () => {
    const call = callOf();
    const ours = await bury('m1', call, 'x');
    const theirs = await bury('m2', callOf({ org_id: 'globex' }), 'x');
    const nobodys = await bury('m3', undefined, 'x');
    const all = await ask('/v1/dead-letters');
    expect(keysOf(all)).toEqual([ours, theirs, nobodys]);
    expect(all.json.dead_letters[0]).toEqual({
      key: ours,
      code: 'died',
      reason: 'why m1',
      attempts: 3,
      organisation: 'acme',
      request_id: call.request_id,
      created_at: new Date(call.created_at).toISOString(),
      isolate_id: call.isolate_id,
      isolate_seq: call.isolate_seq,
      bytes: 1,
      buried_at: expect.stringMatching(/Z$/),
    });
    expect(keysOf(await ask('/v1/dead-letters?organisation=globex'))).toEqual([theirs]);
    expect(keysOf(await ask('/v1/dead-letters', { token: admin }))).toEqual([ours]);
    expect(keysOf(await ask('/v1/dead-letters?code=bad_message'))).toEqual([]);
    expect(await ask('/v1/dead-letters?code=nope')).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringMatching(/^code: must be one of bad_message, .*, died, unknown$/) } },
    });
  });

  it('come in pages', async () => {
    const keys = [];
    for (const id of ['m1', 'm2', 'm3']) keys.push(await bury(id, callOf(), 'x'));
    const first = await ask('/v1/dead-letters?limit=2', { token: admin });
    const second = await ask(`/v1/dead-letters?limit=2&cursor=${first.json.cursor}`, { token: admin });
    expect([keysOf(first), keysOf(second)]).toEqual([keys.slice(0, 2), keys.slice(2)]);
    expect(second.json.cursor).toBeUndefined();
  });

  it('show the facts of their call, and the message as it is', async () => {
    const call = callOf();
    const packed = await messageOf(call);
    const key = await bury('m1', call, packed);
    expect((await ask(`/v1/dead-letters/letter?key=${key}`, { token: admin })).json).toMatchObject({ key, call });
    const content = await ask(`/v1/dead-letters/content?key=${key}`, { token: admin });
    expect([content.status, content.text]).toEqual([200, new TextDecoder().decode(packed)]);
    const damaged = await bury('m2', undefined, 'garbage');
    expect((await ask(`/v1/dead-letters/letter?key=${damaged}`)).json).toMatchObject({ key: damaged, call: null });
  });

  it('go when their message is sent again', async () => {
    const call = callOf();
    const packed = await messageOf(call);
    const key = await bury('m1', call, packed);
    const CALLS = queue();
    const answer = await ask('/v1/dead-letters/replay', { token: admin, env: { CALLS }, body: { keys: [key] } });
    expect(answer.json.outcomes).toEqual([{ key, outcome: 'done', reason: '' }]);
    expect(CALLS.sent).toEqual([packed]);
    expect(await stored('dead/')).toEqual([]);
  });

  it('that are too large for the queue leave their bodies in R2, with a pointer in the queue', async () => {
    const noise = new Uint8Array(3 * 65_536);
    for (let at = 0; at < noise.length; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
    const call = callOf();
    const packed = await messageOf(call, noise);
    const key = await bury('m1', call, packed);
    const CALLS = queue();
    await ask('/v1/dead-letters/replay', { env: { CALLS }, body: { keys: [key] } });
    expect(CALLS.sent[0]?.length).toBeLessThan(inlineLimit);
    const sent = await decodeFrame(CALLS.sent[0] as Uint8Array<ArrayBuffer>);
    expect(sent.call.object_key).toBe(messageKey(call));
    expect(await stored('')).toEqual([messageKey(call)]);
  });

  it('stay where they are when the queue fails or they can never be sent', async () => {
    const keys = [await bury('m1', callOf(), await messageOf(callOf())), await bury('m2', callOf(), 'x')];
    const damaged = await bury('m0', undefined, 'garbage');
    const CALLS = { send: () => Promise.reject(new Error('away')) } as unknown as Queue;
    const answer = await ask('/v1/dead-letters/replay', { env: { CALLS }, body: { keys: [damaged, ...keys] } });
    expect(answer.json.outcomes.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'refused',
      'failed',
      'failed',
    ]);
    expect(await stored('dead/')).toHaveLength(3);
  });

  it('can be dropped for good', async () => {
    const key = await bury('m1', callOf(), 'x');
    const twice = { token: admin, body: { keys: [key, key] } };
    const { json } = await ask('/v1/dead-letters/drop', twice);
    expect(json.outcomes.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['done', 'not_found']);
    expect(await stored('dead/')).toEqual([]);
  });

  it('of nobody are not those of an organisation that is called so', async () => {
    const key = await bury('m1', undefined, 'another one’s prompt');
    await api('POST', '/v1/organisations', operator, { name: 'Unknown' });
    const { key: token } = await makeKey('unknown', 'admin');
    expect(keysOf(await ask('/v1/dead-letters', { token }))).toEqual([]);
    expect((await ask(`/v1/dead-letters/content?key=${key}`, { token })).status).toBe(404);
    const dropped = await ask('/v1/dead-letters/drop', { token, body: { keys: [key] } });
    expect(dropped.json.outcomes[0].outcome).toBe('not_found');
    expect(await stored('dead/')).toEqual([key]);
  });
});

describe('a key that is no letter’s', () => {
  it.each([
    'messages/2026-11-20/acme/x-1',
    'dead/../messages/2026-11-20/acme/x-1',
    'dead/2026-11-20/acme/../globex/m1',
    'dead/2026-11-20/acme/a/b',
    'dead/2026-11-20/acme/',
    'dead/2026-11-20//m1',
    'parked/2026-11-20T00:00:00.000Z-x',
    'dead/2026-11-20/acme/m1\n',
    '',
  ])('reaches nothing: %j', async (key) => {
    await objects.put(key || 'x', 'x');
    for (const route of ['letter', 'content']) {
      const refused = await ask(`/v1/dead-letters/${route}?key=${encodeURIComponent(key)}`);
      expect([refused.status, refused.json.error.message]).toEqual([
        400,
        expect.stringMatching(/^key: must be the key/),
      ]);
    }
    for (const route of ['/v1/dead-letters/replay', '/v1/dead-letters/drop']) {
      expect((await ask(route, { body: { keys: [key] } })).status).toBe(400);
    }
    expect(await stored('')).toHaveLength(1);
  });
});

describe('parked batches', () => {
  it('are listed oldest first, and go when their messages are sent', async () => {
    const calls = [callOf(), callOf({ org_id: 'globex' })];
    const packed = await Promise.all(calls.map((call) => messageOf(call)));
    const parkable = calls.flatMap((call, index) => ({ call, packed: packed[index] ?? new Uint8Array() }));
    const key = await park(objects, parkable, 'clickhouse_network');
    const { json } = await ask('/v1/parked');
    expect(json).toEqual({
      parked: [
        {
          key,
          code: 'clickhouse_network',
          messages: 2,
          oldest_call_at: new Date(Math.min(...calls.map(({ created_at }) => created_at))).toISOString(),
          bytes: expect.any(Number),
          parked_at: expect.stringMatching(/Z$/),
        },
      ],
    });
    const CALLS = queue();
    const replayed = await ask('/v1/parked/replay', { env: { CALLS }, body: { keys: [key, key] } });
    expect(replayed.json.outcomes.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['done', 'not_found']);
    expect(CALLS.sent).toEqual(packed);
    expect(await stored('parked/')).toEqual([]);
  });

  it('stay when one is damaged, or the queue fails half-way', async () => {
    await objects.put('parked/2026-11-20T00:00:00.000Z-x', 'garbage');
    const call = callOf();
    const message = { call, packed: await messageOf(call) };
    await park(objects, [message, message], 'accounts');
    let sends = 0;
    const send = async () => {
      sends += 1;
      if (sends === 2) throw new Error('away');
    };
    const keys = await stored('parked/');
    const env = { CALLS: { send } as unknown as Queue };
    const { json } = await ask('/v1/parked/replay', { env, body: { keys } });
    expect(json.outcomes.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['refused', 'failed']);
    expect(await stored('parked/')).toEqual(keys);
  });

  it.each(['dead/2026-11-20/acme/m1', 'parked/a/b', 'parked/', 'messages/x'])('are nothing else: %s', async (key) => {
    expect((await ask('/v1/parked/replay', { body: { keys: [key] } })).status).toBe(400);
  });
});
