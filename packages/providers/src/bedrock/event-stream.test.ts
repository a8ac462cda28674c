import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachEventData } from '../reading/event-stream-data.ts';
import { message } from '../test/event-stream.ts';
import { eachMessage, isEventStream } from './event-stream.ts';

const event = (type: string, payload: string) => message({ ':message-type': 'event', ':event-type': type }, payload);

function read(bytes: Uint8Array): { data: string[]; end: string } {
  const data: string[] = [];
  return { end: eachEventData(bytes, (text) => data.push(text)), data };
}

describe('an event becomes the text that a server-sent event would hold', () => {
  test('named by its type', () => {
    const bytes = event('messageStop', '{"stopReason":"end_turn"}');
    expect(read(bytes)).toEqual({ data: ['{"messageStop":{"stopReason":"end_turn"}}'], end: 'whole' });
  });

  test('a chunk is what it holds in base64', () => {
    const bytes = event('chunk', `{"bytes":"${btoa('{"a":"\xc3\xbc"}')}","p":"abc"}`);
    expect(read(bytes).data).toEqual(['{"a":"ü"}']);
  });

  test.each(['{"bytes":7}', '{"bytes":"*"}', '{}', '', '[]'])('a chunk of %j holds nothing', (payload) => {
    expect(read(event('chunk', payload))).toEqual({ data: [''], end: 'whole' });
  });

  test('what broke the stream off is an error', () => {
    const exception = { ':message-type': 'exception', ':exception-type': 'throttlingException' };
    expect(read(message(exception, '{"message":"Slow down"}')).data).toEqual([
      '{"error":{"type":"throttlingException","message":"Slow down"}}',
    ]);
    const error = { ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'Gone' };
    expect(read(message(error, '')).data).toEqual(['{"error":{"type":"InternalError","message":"Gone"}}']);
  });
});

test('headers of every type are passed over', () => {
  const kinds = [
    [0],
    [1],
    [2, 7],
    [3, 0, 7],
    [4, 0, 0, 0, 7],
    [5, ...Array(8).fill(7)],
    [6, 0, 2, 7, 7],
    [8, ...Array(8).fill(7)],
  ];
  const own = kinds.flatMap((value) => [1, 0x78, ...value]);
  const uuid = [1, 0x78, 9, ...Array(16).fill(7)];
  const name = [...'name'].map((letter) => letter.charCodeAt(0));
  const bytes = withHeaders([...own, ...uuid, 4, ...name, 7, 0, 2, 0x6f, 0x6b]);
  const found: string[] = [];
  expect(eachMessage(bytes, ({ headers }) => found.push(headers.get('name') ?? ''))).toBe('whole');
  expect(found).toEqual(['ok']);
});

test.each([[[200]], [[4, 0x6e]], [[1, 0x6e, 7, 255, 255, 1]], [[1, 0x6e, 99]]])(
  'headers %j that make no sense are none',
  (headers) => {
    expect(eachMessage(withHeaders(headers), () => {})).toBe('whole');
  },
);

describe('a stream that is not whole', () => {
  const one = event('messageStart', '{"role":"assistant"}');
  const two = Uint8Array.from([...one, ...one]);

  test('gives the messages before the cut', () => {
    for (let length = 0; length <= two.length; length++) {
      const { data, end } = read(two.subarray(0, length));
      expect(data.length).toBe(Math.floor(length / one.length));
      expect(end).toBe(length % one.length === 0 ? 'whole' : 'cut');
    }
  });

  test('is not read beyond a message whose checksum does not match', () => {
    for (let at = 0; at < one.length; at++) {
      const damaged = two.slice();
      damaged[one.length + at] = (damaged[one.length + at] ?? 0) ^ 1;
      expect(read(damaged)).toMatchObject({ data: { length: 1 }, end: 'damaged' });
    }
  });

  test('of random bytes ends', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => read(bytes).data.length === 0));
  });
});

test('is told from text, lists and sounds by its first bytes', () => {
  const bytes = event('messageStart', '{}');
  for (let length = 1; length <= bytes.length; length++) expect(isEventStream(bytes.subarray(0, length))).toBe(true);
  const film = Uint8Array.from([0, 0, 0, 0x18, 0x66, 0x74, 0x79, 0x70, 0x6d, 0x70, 0x34, 0x32]);
  expect(isEventStream(film)).toBe(false);
  expect(isEventStream(new TextEncoder().encode('data: {}\n\n'))).toBe(false);
  expect(isEventStream(new Uint8Array())).toBe(false);
});

/** A message without a payload, its checksums by another path than that of the code under test. */
function withHeaders(headers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(16 + headers.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length);
  view.setUint32(4, headers.length);
  view.setUint32(8, crc32(bytes.subarray(0, 8)));
  bytes.set(headers, 12);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, bytes.length - 4)));
  return bytes;
}
