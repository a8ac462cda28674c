import {
  deadLetterKey,
  deadLetterMetadata,
  findDeadLetter,
  listDeadLetters,
  listParked,
  listSpilled,
  park,
  Rejection,
  readParked,
  readParkedHead,
  sendToQueue,
} from '@tallystick/delivery';
import { packFrame } from '@tallystick/log';
import { beforeEach, describe, expect, it } from 'vitest';
import { bindings, empty } from './test/deliver.ts';
import { encoder, frameOf } from './test/frames.ts';

const objects = bindings.OBJECTS;
const nowhere = {} as Queue;

beforeEach(() => empty(objects));

async function parkable(organisation: string, created_at = Date.now()) {
  const frame = frameOf(organisation, { call: { created_at } });
  return { call: frame.call, packed: await packFrame(frame) };
}

describe('a parked batch', () => {
  it('gives back its messages byte for byte, and tells what is in it before they are read', async () => {
    const messages = [await parkable('one', 2000), await parkable('two', 1000)];
    const key = await park(objects, messages, 'clickhouse_network');
    const read = await readParked(objects, key);
    expect(read?.messages.map(({ packed }) => packed)).toEqual(messages.map(({ packed }) => packed));
    const head = await readParkedHead(objects, key);
    expect(head?.code).toBe('clickhouse_network');
    expect(head?.messages).toEqual(
      messages.map(({ call: { org_id, request_id, created_at, isolate_id, isolate_seq }, packed }) => {
        return { org_id, request_id, created_at, isolate_id, isolate_seq, bytes: packed.length };
      }),
    );
    const { batches, cursor } = await listParked(objects);
    expect(cursor).toBeUndefined();
    expect(batches).toMatchObject([{ key, code: 'clickhouse_network', messages: 2, oldest: 1000 }]);
    expect(Math.abs(Date.now() - (batches[0]?.parked_at.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('has a head of any length', async () => {
    const organisation = 'o'.repeat(40);
    const messages = await Promise.all(Array.from({ length: 400 }, () => parkable(organisation)));
    const key = await park(objects, messages, 'accounts');
    expect((await readParkedHead(objects, key))?.messages.length).toBe(400);
  });

  it('is listed after those that were parked before, page by page', async () => {
    const keys: string[] = [];
    for (let n = 0; n < 3; n++) keys.push(await park(objects, [await parkable('one')], 'accounts'));
    const first = await listParked(objects, { limit: 2 });
    const second = await listParked(objects, { limit: 2, ...(first.cursor ? { cursor: first.cursor } : {}) });
    expect([...first.batches, ...second.batches].map(({ key }) => key)).toEqual(keys.sort());
  });

  it.each([
    ['is no parked batch', (_: Uint8Array) => encoder.encode('garbage')],
    ['is empty', (_: Uint8Array) => new Uint8Array()],
    ['lacks its end', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['lacks most of its head', (bytes: Uint8Array) => bytes.slice(0, 50)],
    ['has a head that is none', (bytes: Uint8Array) => bytes.with(9, 0)],
  ])('is named as damaged when it %s', async (_, damage) => {
    const key = await park(objects, [await parkable('one')], 'accounts');
    const object = await objects.get(key);
    await objects.put(key, damage(new Uint8Array((await object?.arrayBuffer()) ?? [])));
    await expect(readParked(objects, key)).rejects.toMatchObject({ name: 'Rejection', code: 'bad_message' });
  });

  it('that is gone is no error', async () => {
    expect(await readParked(objects, 'parked/gone')).toBeUndefined();
    expect(await readParkedHead(objects, 'parked/gone')).toBeUndefined();
  });
});

describe('dead letters', () => {
  async function letter(day: string, organisation: string | undefined, id: string): Promise<string> {
    const call = organisation === undefined ? undefined : frameOf(organisation).call;
    const key = deadLetterKey({ id, timestamp: new Date(`${day}T12:00:00Z`) }, call);
    const metadata = deadLetterMetadata(new Rejection('too_old', 'the call was made before what is kept'), 2, call);
    await objects.put(key, 'frame', { customMetadata: metadata });
    return key;
  }

  it('of an organisation are its own only, over all days and page by page', async () => {
    const own: string[] = [];
    for (const day of ['2026-02-01', '2026-02-02', '2026-02-03']) {
      for (const id of ['a', 'b']) own.push(await letter(day, 'own', id));
      await letter(day, 'other', 'c');
      await letter(day, 'own-too', 'c');
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDeadLetters(objects, { organisation: 'own', limit: 2, ...(cursor ? { cursor } : {}) });
      expect(page.letters.length).toBeLessThanOrEqual(2);
      seen.push(...page.letters.map(({ key }) => key));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(own);
    expect((await listDeadLetters(objects)).letters.length).toBe(12);
  });

  it('that nobody could read are not those of an organisation that is called unknown', async () => {
    await letter('2026-02-01', undefined, 'unread');
    const own = await letter('2026-02-01', 'unknown', 'read');
    expect((await listDeadLetters(objects, { organisation: 'unknown' })).letters.map(({ key }) => key)).toEqual([own]);
    expect((await listDeadLetters(objects)).letters.length).toBe(2);
  });

  it('say what they are without being read', async () => {
    const key = await letter('2026-02-01', 'own', 'a');
    expect(await findDeadLetter(objects, key)).toMatchObject({
      key,
      code: 'too_old',
      reason: 'the call was made before what is kept',
      attempts: 2,
      org_id: 'own',
      isolate_seq: expect.any(Number),
    });
    expect(await findDeadLetter(objects, 'dead/2026-02-01/own/none')).toBeUndefined();
    await objects.put('messages/2026-02-01/own/x', 'a prompt');
    expect(await findDeadLetter(objects, 'messages/2026-02-01/own/x')).toBeUndefined();
  });

  it('say of a long reason the beginning', () => {
    const { reason } = deadLetterMetadata(new Rejection('bad_message', 'x'.repeat(10_000)), 1, undefined);
    expect(reason?.length).toBe(500);
  });
});

describe('what is spilled', () => {
  it('is listed with its place in the isolate', async () => {
    const isolate_id = '0190a5a0-0000-7000-8000-000000000001';
    await objects.put(`spill/2026-02-01/${isolate_id}-17`, 'frame');
    await objects.put('spill/2026-02-01/something', 'else');
    const { spilled } = await listSpilled(objects);
    expect(spilled).toMatchObject([{ isolate_id, isolate_seq: 17, size: 5 }, { size: 4 }]);
    expect(spilled[1]).not.toHaveProperty('isolate_id');
  });
});

describe('what is sent to the queue', () => {
  it('is named when it is no message, and nothing is sent', async () => {
    await expect(sendToQueue(encoder.encode('garbage').slice(), objects, nowhere)).rejects.toMatchObject({
      code: 'bad_message',
    });
  });
});
