import { completeVersion, encodeFrame, inlineLimit, messageKey, packFrame } from '@tallystick/log';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  bindings,
  broken,
  deadLettersOf,
  deliver,
  keepingQueue,
  pointerTo,
  prepare,
  requestsOf,
  runCron,
} from './test/deliver.ts';
import { encoder, frameOf, noise } from './test/frames.ts';

let organisation: string;

beforeAll(async () => {
  organisation = (await prepare('spilled')).organisation;
});

let queue: ReturnType<typeof keepingQueue>;
let sent: Uint8Array[];
beforeEach(() => {
  queue = keepingQueue();
  sent = queue.sent;
});

async function spill(name: string, packed: Uint8Array): Promise<void> {
  await bindings.OBJECTS.put(`spill/${name}`, packed);
}

async function spilledKeys(): Promise<string[]> {
  return (await bindings.OBJECTS.list({ prefix: 'spill/' })).objects.map(({ key }) => key);
}

describe('a spilled message', () => {
  it('is sent again, the oldest first, and becomes a row', async () => {
    const older = frameOf(organisation);
    const newer = frameOf(organisation);
    await spill('2026-02-02/b-1', await packFrame(newer));
    await spill('2026-02-01/c-9', await packFrame(older));
    await runCron({ ...bindings, CALLS: queue });
    expect(sent).toEqual([await packFrame(older), await packFrame(newer)]);
    expect(await spilledKeys()).toEqual([]);
    expect((await deliver(sent)).explicitAcks).toEqual(['m0', 'm1']);
    expect((await requestsOf(organisation)).length).toBe(2);
  });

  it('that is too large for the queue goes to R2, with a pointer in the queue', async () => {
    const frame = frameOf(organisation, { request: noise(200_000) });
    await spill('2026-02-01/large-1', await packFrame(frame));
    await runCron({ ...bindings, CALLS: queue });
    expect(sent.length).toBe(1);
    expect(sent[0]?.length).toBeLessThan(inlineLimit);
    expect(await spilledKeys()).toEqual([]);
    await deliver(sent);
    const row = (await requestsOf(organisation)).find((stored) => stored.request_id === frame.call.request_id);
    expect(row).toMatchObject({ version: completeVersion, request_bytes: 200_000, prompt_tokens: 1200 });
  });

  it('that is itself a pointer is sent as it is', async () => {
    const frame = frameOf(organisation);
    const object_key = messageKey(frame.call);
    const nothing = new Uint8Array();
    const pointer = encodeFrame({ call: { ...frame.call, object_key }, request: nothing, response: nothing });
    await spill('2026-02-01/pointer-1', pointer.slice());
    await runCron({ ...bindings, CALLS: queue });
    expect(sent).toEqual([pointer]);
  });

  it('stays while the queue refuses, and goes on where it stopped', async () => {
    await spill('2026-02-01/kept-1', await packFrame(frameOf(organisation)));
    await spill('2026-02-01/kept-2', await packFrame(frameOf(organisation)));
    await expect(runCron({ ...bindings, CALLS: broken() })).rejects.toThrow();
    expect(await spilledKeys()).toEqual(['spill/2026-02-01/kept-1', 'spill/2026-02-01/kept-2']);

    let left = 1;
    const refusing = {
      send: async (bytes: Uint8Array) => {
        if (left-- <= 0) throw new Error('Too Many Requests');
        sent.push(bytes.slice());
      },
    } as unknown as Queue;
    await expect(runCron({ ...bindings, CALLS: refusing })).rejects.toThrow();
    expect(await spilledKeys()).toEqual(['spill/2026-02-01/kept-2']);
    await runCron({ ...bindings, CALLS: queue });
    expect(sent.length).toBe(2);
    expect(await spilledKeys()).toEqual([]);
  });

  it('that cannot be sent holds up no other', async () => {
    await spill('2026-02-01/a-poison', await packFrame(frameOf(organisation)));
    await spill('2026-02-01/b-good', await packFrame(frameOf(organisation)));
    let refused = false;
    const once = {
      send: async (bytes: Uint8Array) => {
        if (refused) sent.push(bytes.slice());
        else refused = true;
        if (sent.length === 0) throw new Error('refused');
      },
    } as unknown as Queue;
    await expect(runCron({ ...bindings, CALLS: once })).rejects.toThrow('1 spilled messages could not be sent');
    expect(await spilledKeys()).toEqual(['spill/2026-02-01/a-poison']);
    await runCron({ ...bindings, CALLS: queue });
  });

  it('that is a pointer with large properties never replaces the object that it points to', async () => {
    const properties = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`name-${n}`, 'x'.repeat(1000)]));
    const frame = frameOf(organisation, { call: { properties } });
    const pointer = await pointerTo(frame);
    expect(pointer.length).toBeGreaterThan(inlineLimit);
    await spill('2026-02-01/pointer-2', pointer);
    await runCron({ ...bindings, CALLS: queue });
    expect(sent[0]?.length).toBeLessThan(inlineLimit);
    expect((await deliver(sent)).explicitAcks).toEqual(['m0']);
    const row = (await requestsOf(organisation)).find((stored) => stored.request_id === frame.call.request_id);
    expect(row).toMatchObject({ version: completeVersion, prompt_tokens: 1200 });
  });

  it('that is no message becomes a dead letter and holds up no other', async () => {
    await spill('2026-02-01/a-garbage', encoder.encode('garbage'));
    await spill('2026-02-01/b-good', await packFrame(frameOf(organisation)));
    await runCron({ ...bindings, CALLS: queue });
    expect(sent.length).toBe(1);
    expect(await spilledKeys()).toEqual([]);
    const letters = await deadLettersOf('unknown');
    expect(letters.find(({ key }) => key.endsWith('/2026-02-01-a-garbage'))?.metadata.code).toBe('bad_message');
  });
});
