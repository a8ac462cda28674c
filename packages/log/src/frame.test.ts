import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Call, callSchema } from './call.ts';
import { encodeFrame, FrameError, gzipThreshold, messageKey, packFrame, unpackFrame } from './frame.ts';
import { sampleFrame } from './test/sample-frame.ts';

const limit = 1_000_000;
const nothing = new Uint8Array();

function call(request: Uint8Array, response: Uint8Array, more: Partial<Call> = {}): Call {
  const facts = {
    isolate_id: '018f0000-0000-7000-8000-000000000001',
    request_id: '018f0000-0000-7000-8000-000000000002',
    created_at: Date.UTC(2026, 0, 31, 23, 59),
    user_id: 'zoë 🦉 \u2028',
    properties: { team: 'search' },
  };
  return sampleFrame({ call: { ...facts, ...more }, request, response }).call;
}

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const frame = (request: Uint8Array, response: Uint8Array) => ({ call: call(request, response), request, response });

describe('a packed frame', () => {
  it('gives back the call and the bytes of both bodies, whatever they are', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, fc.integer({ min: 0, max: 500 }), async (request, piece, times) => {
        const response = joined(...Array.from({ length: times }, () => piece));
        const sent = frame(request, response);
        const unpacked = await unpackFrame(await packFrame(sent), limit);
        expect(callSchema.parse(unpacked.call)).toEqual(sent.call);
        expect(Buffer.compare(unpacked.bodies, joined(request, response))).toBe(0);
      }),
    );
  });

  it('is gzipped only above the size from which that pays', async () => {
    const head = encodeFrame(frame(nothing, new Uint8Array(50_000))).length - 50_000;
    const small = await packFrame(frame(nothing, new Uint8Array(gzipThreshold - head)));
    expect([small.length, small[0]]).toEqual([gzipThreshold, 'T'.charCodeAt(0)]);
    const large = await packFrame(frame(nothing, new Uint8Array(gzipThreshold - head + 1)));
    expect(large.length).toBeLessThan(2000);
    expect([...large.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  it('stays as it is when gzip would make it larger', async () => {
    const random = joined(...Array.from({ length: 80 }, () => crypto.getRandomValues(new Uint8Array(50_000))));
    const sent = frame(random, nothing);
    expect(Buffer.compare(await packFrame(sent), encodeFrame(sent))).toBe(0);
  });

  it('is not unpacked beyond the cap, however much its gzip holds', async () => {
    const bomb = await packFrame(frame(nothing, new Uint8Array(20_000_000)));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(unpackFrame(bomb, limit)).rejects.toMatchObject({ code: 'too_large' });
  });
});

describe('damaged bytes', () => {
  async function survives(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await unpackFrame(bytes, limit);
    } catch (error) {
      expect(error).toBeInstanceOf(FrameError);
      expect(error).toMatchObject({ code: 'bad_frame' });
      expect(error).toMatchObject({ code: 'bad_frame' });
    }
  }

  it('raise a FrameError or nothing, wherever the damage is', async () => {
    const plain = encodeFrame(frame(new Uint8Array([1, 2, 3]), new Uint8Array([4, 5])));
    const zipped = await packFrame(frame(nothing, new Uint8Array(gzipThreshold)));
    for (const whole of [plain, zipped]) {
      for (let at = 0; at < whole.length; at++) {
        for (const flip of [0x01, 0x80, 0xff]) {
          const damaged = whole.slice();
          damaged[at] = (damaged[at] ?? 0) ^ flip;
          await survives(damaged);
        }
        await survives(whole.slice(0, at));
      }
    }
  });

  it('raise a FrameError or nothing, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (bytes) => {
        await survives(joined(bytes));
        await survives(joined(new Uint8Array([0x1f, 0x8b, 8]), bytes));
        await survives(joined(new TextEncoder().encode('TLY1'), bytes));
      }),
    );
  });

  it.each([
    [nothing, 'not a frame'],
    [new TextEncoder().encode('{"v":1}  '), 'not a frame'],
    [encodeFrame(frame(nothing, nothing)).slice(0, 100), 'cut short'],
    [joined(new TextEncoder().encode('TLY1'), new Uint8Array([0, 0, 0, 1]), new TextEncoder().encode('{')), 'not JSON'],
    [joined(new TextEncoder().encode('TLY1'), new Uint8Array([0, 0, 0, 3, 0x22, 0xff, 0x22])), 'not JSON'],
    [new Uint8Array([0x1f, 0x8b, 1, 2, 3]), 'damaged'],
  ])('say what is wrong with them (%#)', async (bytes, message) => {
    await expect(unpackFrame(joined(bytes), limit)).rejects.toThrow(message);
  });
});

describe('a call', () => {
  it.each<[string, object]>([
    ['another version', { v: 2 }],
    ['an organisation that no key could name', { org_id: 'Acme' }],
    ['a key in place of its id', { key_id: 'tally_w_abc_def' }],
    ['an id that is no UUID', { request_id: 'mine' }],
    ['a sequence that begins below 1', { isolate_seq: 0 }],
    ['a time in seconds and a half', { created_at: 1.5 }],
    ['a negative latency', { latency_ms: -1 }],
    ['a latency that its column would wrap', { latency_ms: 2 ** 32 }],
    ['a first byte that its column would wrap', { ttft_ms: 2 ** 32 }],
    ['a sequence that its column would wrap', { isolate_seq: 2 ** 32 }],
    ['an attempt that its column would wrap', { attempt: 256 }],
    ['a time that ClickHouse does not have', { responded_at: Date.UTC(2300, 0) }],
    ['no provider', { provider: '' }],
    ['a finish that there is not', { finish: 'done' }],
    ['properties that are no text', { properties: { team: 1 } }],
  ])('with %s is refused', (_, wrong) => {
    expect(callSchema.safeParse({ ...call(nothing, nothing), ...wrong }).success).toBe(false);
  });

  it('accepted without a key has an empty key id', () => {
    expect(callSchema.safeParse(call(nothing, nothing, { key_id: '' })).success).toBe(true);
  });

  it('takes no prototype from its properties', () => {
    const text = JSON.stringify(call(nothing, nothing)).replace('"team"', '"__proto__"');
    const { properties } = callSchema.parse(JSON.parse(text));
    expect([Object.getPrototypeOf(properties), Object.keys(properties)]).toEqual([Object.prototype, []]);
  });

  it('is stored under its day in UTC, its organisation and its place in the isolate’s sequence', () => {
    expect(messageKey(call(nothing, nothing, { isolate_seq: 7 }))).toBe(
      'messages/2026-01-31/acme/018f0000-0000-7000-8000-000000000001-7',
    );
  });
});
