import { frameLimit } from '@tallystick/delivery';
import { completeVersion, encodeFrame, type Frame, messageKey, packFrame, unpackFrame } from '@tallystick/log';
import { beforeAll, describe, expect, it } from 'vitest';
import { bindings, deadLettersOf, deliver, pointerTo, prepare, requestsOf, storedBodiesOf } from './test/deliver.ts';
import { frameOf, type Parts } from './test/frames.ts';

let organisation: string;

beforeAll(async () => {
  organisation = (await prepare('objects')).organisation;
});

async function rowOf(frame: Frame) {
  const rows = await requestsOf(organisation);
  return rows.find((row) => row.request_id === frame.call.request_id);
}

describe('a message whose bodies unpack to more than a row should hold', () => {
  it('is put into R2 whole, and a redelivery changes nothing', async () => {
    const frame = largeFrame();
    for (const _ of [1, 2]) {
      expect((await deliver([await packFrame(frame)])).explicitAcks).toEqual(['m0']);
      expect(await rowOf(frame)).toMatchObject({ version: completeVersion, body_location: 'r2', prompt_tokens: 1200 });
      expect(await storedBodiesOf(frame)).toBeUndefined();
      expect((await objectOf(frame))?.bodies.length).toBe(frame.request.length + frame.response.length);
    }
  });

  it('is put there without what was to be omitted', async () => {
    const frame = largeFrame({ responseBody: { omit: true } });
    await deliver([await packFrame(frame)]);
    expect(await rowOf(frame)).toMatchObject({ body_location: 'r2', prompt_tokens: 1200 });
    expect((await objectOf(frame))?.bodies).toEqual(frame.request);
  });
});

describe('a message that points to an object in R2', () => {
  it('is stored like any other, and its object goes', async () => {
    const frame = frameOf(organisation);
    const result = await deliver([await pointerTo(frame)]);
    expect(result.explicitAcks).toEqual(['m0']);
    expect(await rowOf(frame)).toMatchObject({
      version: completeVersion,
      body_location: 'clickhouse',
      cost_source: 'priced',
    });
    expect(await storedBodiesOf(frame)).toEqual([frame.request, frame.response]);
    expect(await bindings.OBJECTS.head(messageKey(frame.call))).toBeNull();
  });

  it('leaves large bodies where they are', async () => {
    const frame = largeFrame();
    await deliver([await pointerTo(frame)]);
    expect(await rowOf(frame)).toMatchObject({ version: completeVersion, body_location: 'r2', prompt_tokens: 1200 });
    expect(await storedBodiesOf(frame)).toBeUndefined();
    const kept = await objectOf(frame);
    expect(kept).toMatchObject({ call: { request_id: frame.call.request_id } });
    expect(kept?.bodies.length).toBe(frame.request.length + frame.response.length);
  });

  it('leaves of large bodies only those that are to be kept, and a redelivery changes nothing', async () => {
    const frame = largeFrame({ responseBody: { omit: true } });
    const message = await pointerTo(frame);
    await deliver([message.slice()]);
    const row = await rowOf(frame);
    expect(row).toMatchObject({ version: completeVersion, body_location: 'r2', prompt_tokens: 1200 });
    expect((await objectOf(frame))?.bodies).toEqual(frame.request);

    expect((await deliver([message])).explicitAcks).toEqual(['m0']);
    expect(await rowOf(frame)).toEqual(row);
    expect((await objectOf(frame))?.bodies).toEqual(frame.request);
  });

  it('whose frame unpacks to more than is read becomes a row without tokens, and its object stays', async () => {
    const frame = frameOf(organisation, { request: new Uint8Array(frameLimit) });
    const message = await pointerTo(frame);
    const before = await bindings.OBJECTS.head(messageKey(frame.call));
    expect((await deliver([message])).explicitAcks).toEqual(['m0']);
    expect(await rowOf(frame)).toMatchObject({
      version: completeVersion,
      body_location: 'r2',
      prompt_tokens: null,
      warnings: ['the bodies are too large to be read'],
    });
    expect((await bindings.OBJECTS.head(messageKey(frame.call)))?.etag).toBe(before?.etag);
  });

  it('leaves no object at all when every body is omitted', async () => {
    const frame = largeFrame({ requestBody: { omit: true }, responseBody: { omit: true } });
    await deliver([await pointerTo(frame)]);
    expect(await rowOf(frame)).toMatchObject({
      version: completeVersion,
      body_location: 'omitted',
      prompt_tokens: 1200,
    });
    expect(await bindings.OBJECTS.head(messageKey(frame.call))).toBeNull();
  });

  it('waits for an object that is not there, and is then stored without it until it comes after all', async () => {
    const frame = frameOf(organisation);
    const message = await pointerTo(frame);
    await bindings.OBJECTS.delete(messageKey(frame.call));
    for (const attempts of [1, 2]) {
      expect((await deliver([message.slice()], { attempts })).retryMessages.length).toBe(1);
      expect(await rowOf(frame)).toBeUndefined();
    }
    expect((await deliver([message.slice()], { queue: '-alone' })).explicitAcks).toEqual(['m0']);
    expect(await rowOf(frame)).toMatchObject({
      version: 0,
      prompt_tokens: null,
      tokens_source: 'unknown',
      cost_usd: null,
      cost_source: 'unknown',
      error: 'the bodies were lost',
    });

    await deliver([await pointerTo(frame)]);
    expect(await rowOf(frame)).toMatchObject({ version: completeVersion, prompt_tokens: 1200, error: '' });
  });

  it('is a dead letter when it points to another call’s object', async () => {
    const frame = frameOf(organisation);
    const stranger = { ...frame.call, object_key: 'messages/2026-01-01/other/0190a5a0-0000-7000-8000-000000000001-1' };
    const nothing = new Uint8Array();
    await deliver([encodeFrame({ call: stranger, request: nothing, response: nothing })], { ids: ['stranger'] });
    expect((await deadLettersOf('unknown')).find(({ key }) => key.endsWith('/stranger'))?.metadata.code).toBe(
      'bad_message',
    );
  });
});

function largeFrame(parts: Parts = {}): Frame {
  const request = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'x'.repeat(1_200_000) }] };
  return frameOf(organisation, { ...parts, request });
}

async function objectOf(frame: Frame) {
  const object = await bindings.OBJECTS.get(messageKey(frame.call));
  return object ? await unpackFrame(new Uint8Array(await object.arrayBuffer()), 10_000_000) : undefined;
}
