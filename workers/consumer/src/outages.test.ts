import { listParked, readParkedHead } from '@tallystick/delivery';
import { packFrame } from '@tallystick/log';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Env } from './index.ts';
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
  throughProxy,
} from './test/deliver.ts';
import { encoder, frameOf } from './test/frames.ts';

let organisation: string;
let env: Env;

beforeAll(async () => {
  organisation = (await prepare('outages')).organisation;
});
beforeEach(async () => {
  env = throughProxy('outages');
  await empty(bindings.OBJECTS);
});
afterEach(() => failProxy('outages', 'pass'));

async function packed(count: number): Promise<Uint8Array[]> {
  return await Promise.all(Array.from({ length: count }, () => packFrame(frameOf(organisation))));
}

async function parked() {
  return (await listParked(bindings.OBJECTS)).batches;
}

describe('an outage', () => {
  it('is taken for a hiccup the first time: the messages come again', async () => {
    await failProxy('outages', 'refuse');
    const { explicitAcks, retryMessages } = await deliver(await packed(2), { env });
    expect(explicitAcks).toEqual([]);
    expect(retryMessages.map(({ msgId }) => msgId)).toEqual(['m0', 'm1']);
    expect(await parked()).toEqual([]);
  });

  it.each([
    ['ClickHouse refuses connections', 'refuse', 'clickhouse_network'],
    ['ClickHouse answers 500', 'error', 'clickhouse_unknown'],
    ['ClickHouse confirms nothing', 'cut', 'clickhouse_network'],
    ['the table of the bodies fails', 'error bodies', 'clickhouse_unknown'],
    ['the table of the requests fails', 'error requests', 'clickhouse_unknown'],
  ])('that goes on has the messages of a batch parked together and acknowledged: %s', async (_, mode, code) => {
    await failProxy('outages', mode);
    const { explicitAcks } = await deliver(await packed(3), { env, attempts: 2 });
    expect(explicitAcks).toEqual(['m0', 'm1', 'm2']);
    expect(await parked()).toMatchObject([{ code, messages: 3 }]);
  });

  it('that is known has batches parked without another try, until that is a while ago', async () => {
    await failProxy('outages', 'refuse');
    await deliver(await packed(1), { env, attempts: 2 });
    await failProxy('outages', 'pass');
    expect((await deliver(await packed(2), { env })).explicitAcks).toEqual(['m0', 'm1']);
    expect((await parked()).map(({ messages }) => messages)).toEqual([1, 2]);

    const now = Date.now() + 31_000;
    const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
    try {
      expect((await deliver(await packed(1), { env })).explicitAcks).toEqual(['m0']);
    } finally {
      clock.mockRestore();
    }
    expect((await parked()).length).toBe(2);
  });

  it('that is known is looked at again after half a minute, also when batches never cease to come', async () => {
    await failProxy('outages', 'refuse');
    await deliver(await packed(1), { env, attempts: 2 });
    await failProxy('outages', 'pass');
    const begin = Date.now();
    const clock = vi.spyOn(Date, 'now');
    try {
      for (const seconds of [10, 20, 28]) {
        clock.mockReturnValue(begin + seconds * 1000);
        await deliver(await packed(1), { env });
      }
      expect((await parked()).length).toBe(4);
      clock.mockReturnValue(begin + 35_000);
      await deliver(await packed(1), { env });
    } finally {
      clock.mockRestore();
    }
    expect((await parked()).length).toBe(4);
    expect(await insertsThrough('outages')).toBe(1);
  });

  it('ends the work on a batch: its other sub-batches are not tried', async () => {
    const request = encoder.encode('x'.repeat(900_000));
    const frames = Array.from({ length: 20 }, () => frameOf(organisation, { request }));
    // Of three inserts only this one's fails.
    await failProxy('outages', `refuse ${frames[0]?.call.request_id}`);
    const messages = await Promise.all(frames.map(packFrame));
    expect((await deliver(messages, { env, attempts: 2 })).explicitAcks.length).toBe(20);
    expect(await parked()).toMatchObject([{ messages: 20 }]);
    expect(await insertsThrough('outages')).toBe(0);
  });

  it('of D1 is one too', async () => {
    const { explicitAcks } = await deliver(await packed(2), { env: { ...bindings, DB: broken() }, attempts: 2 });
    expect(explicitAcks).toEqual(['m0', 'm1']);
    expect(await parked()).toMatchObject([{ code: 'accounts', messages: 2 }]);
  });

  it.each(['', '-alone'] as const)('of ClickHouse and R2 together keeps the messages in the queue%s', async (queue) => {
    await failProxy('outages', 'refuse');
    const dark = { ...env, OBJECTS: broken<R2Bucket>() };
    const { explicitAcks, retryMessages } = await deliver(await packed(2), { env: dark, queue, attempts: 2 });
    expect(explicitAcks).toEqual([]);
    expect(retryMessages.length).toBe(2);
  });

  it('of R2 alone keeps back only the messages that need it', async () => {
    const inline = frameOf(organisation);
    const pointer = await pointerTo(frameOf(organisation));
    const { explicitAcks, retryMessages } = await deliver([pointer, await packFrame(inline)], {
      env: { ...env, OBJECTS: broken() },
      attempts: 2,
    });
    expect(explicitAcks).toEqual(['m1']);
    expect(retryMessages.map(({ msgId }) => msgId)).toEqual(['m0']);
  });
});

describe('a batch of mixed luck', () => {
  it('has each message where it belongs: stored, dead, parked, or to come again', async () => {
    // An object that is missing is no outage.
    const missing = frameOf(organisation);
    const pointer = await pointerTo(missing);
    await empty(bindings.OBJECTS);
    const large = () => frameOf(organisation, { request: encoder.encode('x'.repeat(8_000_000)) });
    const [stored, waiting] = [large(), large()];
    await failProxy('outages', `refuse ${waiting.call.request_id}`);
    const messages = [pointer, await packFrame(stored), encoder.encode('garbage'), await packFrame(waiting)];
    const { explicitAcks, retryMessages } = await deliver(messages, {
      env,
      attempts: 2,
      ids: ['missing', 'ok', 'bad', 'out'],
    });
    expect(explicitAcks.sort()).toEqual(['bad', 'ok', 'out']);
    expect(retryMessages.map(({ msgId }) => msgId)).toEqual(['missing']);
    const [batch] = await parked();
    const head = await readParkedHead(bindings.OBJECTS, batch?.key ?? '');
    expect(head?.messages.map(({ request_id }) => request_id)).toEqual([waiting.call.request_id]);
    expect((await deadLettersOf('unknown')).map(({ key }) => key.split('/')[3])).toEqual(['bad']);
    const rows = (await requestsOf(organisation)).map((row) => row.request_id);
    expect(rows).toContain(stored.call.request_id);
    expect(rows).not.toContain(waiting.call.request_id);
  });

  it('parks a message that comes for the first time with one that met the outage before', async () => {
    await failProxy('outages', 'refuse');
    expect((await deliver(await packed(2), { env, attempts: [1, 2] })).explicitAcks).toEqual(['m0', 'm1']);
    expect(await parked()).toMatchObject([{ messages: 2 }]);
  });
});
