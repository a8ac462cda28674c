import { packFrame } from '@tallystick/log';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  bindings,
  broken,
  deadLettersOf,
  deliver,
  empty,
  keepingQueue,
  pointerTo,
  prepare,
  requestsOf,
} from './test/deliver.ts';
import { encoder, frameOf, noise } from './test/frames.ts';

let organisation: string;
let alone: ReturnType<typeof keepingQueue>;

beforeAll(async () => {
  organisation = (await prepare('suspects')).organisation;
});
beforeEach(async () => {
  alone = keepingQueue();
  await empty(bindings.OBJECTS);
});

async function storedIds(): Promise<string[]> {
  return (await requestsOf(organisation)).map((row) => row.request_id);
}

describe('a message that comes a third time', () => {
  it('is sent to where messages are delivered singly, and the others of its batch are stored', async () => {
    const [suspect, other] = [frameOf(organisation), frameOf(organisation)];
    const messages = [await packFrame(suspect), await packFrame(other)];
    const { explicitAcks } = await deliver(messages, { attempts: [3, 1], env: { ...bindings, ALONE: alone } });
    expect(explicitAcks).toEqual(['m0', 'm1']);
    expect(alone.sent).toEqual([await packFrame(suspect)]);
    expect(await storedIds()).toContain(other.call.request_id);
    expect(await storedIds()).not.toContain(suspect.call.request_id);

    expect((await deliver(alone.sent, { queue: '-alone' })).explicitAcks).toEqual(['m0']);
    expect(await storedIds()).toContain(suspect.call.request_id);
  });

  it('stays in the queue while the other does not take it, and holds up nothing', async () => {
    const other = frameOf(organisation);
    const messages = [await packFrame(frameOf(organisation)), await packFrame(other)];
    const { explicitAcks, retryMessages } = await deliver(messages, {
      attempts: [3, 1],
      env: { ...bindings, ALONE: broken() },
    });
    expect(explicitAcks).toEqual(['m1']);
    expect(retryMessages.map(({ msgId }) => msgId)).toEqual(['m0']);
    expect(await storedIds()).toContain(other.call.request_id);
  });

  it('is forwarded in requests that the queue takes, however many and large they are', async () => {
    const requests: Uint8Array[][] = [];
    const counting = {
      sendBatch: async (batch: Iterable<MessageSendRequest<Uint8Array>>) => {
        requests.push([...batch].map(({ body }) => body));
      },
    } as unknown as Queue;
    const large = await Promise.all(
      Array.from({ length: 5 }, () => packFrame(frameOf(organisation, { request: noise(100_000) }))),
    );
    const small = await Promise.all(Array.from({ length: 95 }, () => packFrame(frameOf(organisation))));
    const { explicitAcks } = await deliver([...large, ...small], {
      attempts: 3,
      env: { ...bindings, ALONE: counting },
    });
    expect(explicitAcks.length).toBe(100);
    expect(requests.flat().length).toBe(100);
    for (const request of requests) {
      expect(request.reduce((sum, { length }) => sum + length + 100, 0)).toBeLessThanOrEqual(256_000);
    }
  });

  it('gives up an object that is still missing: the call is stored without its bodies', async () => {
    const frame = frameOf(organisation);
    const pointer = await pointerTo(frame);
    await empty(bindings.OBJECTS);
    expect((await deliver([pointer], { queue: '-alone' })).explicitAcks).toEqual(['m0']);
    const row = (await requestsOf(organisation)).find(({ request_id }) => request_id === frame.call.request_id);
    expect(row).toMatchObject({ version: 0, error: 'the bodies were lost' });
  });
});

describe('a message that the platform has given up', () => {
  it('is kept as the letter of its organisation, without what was to be omitted', async () => {
    const frame = frameOf(organisation, { responseBody: { omit: true } });
    const result = await deliver([await packFrame(frame)], { queue: '-dead', ids: ['died-1'] });
    expect(result.explicitAcks).toEqual(['died-1']);
    const [letter] = await deadLettersOf(organisation);
    expect(letter?.metadata).toMatchObject({ code: 'died', request_id: frame.call.request_id });
    expect(letter?.metadata).toMatchObject({ isolate_seq: String(frame.call.isolate_seq) });
    expect(new TextDecoder().decode(letter?.bytes)).not.toContain('A record of a debt');
    expect(await storedIds()).not.toContain(frame.call.request_id);
  });

  it('is not looked into a second time, since that may be what it died of', async () => {
    const message = await packFrame(frameOf(organisation));
    await deliver([message.slice()], { queue: '-dead', attempts: 2, ids: ['died-2'] });
    const [letter] = await deadLettersOf('unknown');
    expect(letter?.bytes).toEqual(message);
    expect(letter?.metadata.code).toBe('died');
    expect(letter?.metadata.org_id).toBeUndefined();
  });

  it('is kept when it is no message at all', async () => {
    const result = await deliver([encoder.encode('garbage'), { an: 'object' }], { queue: '-dead', ids: ['g1', 'g2'] });
    expect(result.explicitAcks).toEqual(['g1', 'g2']);
    expect((await deadLettersOf('unknown')).length).toBe(2);
  });

  it('waits while R2 is away', async () => {
    const { explicitAcks, retryMessages } = await deliver([await packFrame(frameOf(organisation))], {
      queue: '-dead',
      env: { ...bindings, OBJECTS: broken() },
    });
    expect(explicitAcks).toEqual([]);
    expect(retryMessages.length).toBe(1);
  });
});
