import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askForUsage } from '../src/stream-usage/ask-for-usage.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function ask(text: string): string | undefined {
  const asked = askForUsage(encoder.encode(text));
  return asked instanceof Uint8Array ? decoder.decode(asked) : asked;
}

describe('usage is asked for, and every other byte stays', () => {
  test.each([
    ['{"stream":true}', '{"stream_options":{"include_usage":true},"stream":true}'],
    [
      '{\n  "seed": 90071992547409931,\n  "stream" : true,\n  "n": 1.0\n}\n',
      '{"stream_options":{"include_usage":true},\n  "seed": 90071992547409931,\n  "stream" : true,\n  "n": 1.0\n}\n',
    ],
    ['{"stream":true,"stream_options":{}}', '{"stream":true,"stream_options":{"include_usage":true}}'],
    [
      '{"stream_options":{ "include_obfuscation": false },"stream":true}',
      '{"stream_options":{"include_usage":true, "include_obfuscation": false },"stream":true}',
    ],
    [
      '{"stream":true,"stream_options":{"a":1,"include_usage": false}}',
      '{"stream":true,"stream_options":{"a":1,"include_usage": true}}',
    ],
    [
      '{"stream":true,"stream_options":{"include_usage":null,"a":1}}',
      '{"stream":true,"stream_options":{"include_usage":true,"a":1}}',
    ],
    ['{"stream":true,"stream_options": null}', '{"stream":true,"stream_options": {"include_usage":true}}'],
    ['\ufeff{"stream":true}', '\ufeff{"stream_options":{"include_usage":true},"stream":true}'],
    [
      '{"messages":[{"content":"\\"stream_options\\":{} 🚋 {\\\\"}],"stream":true}',
      '{"stream_options":{"include_usage":true},"messages":[{"content":"\\"stream_options\\":{} 🚋 {\\\\"}],"stream":true}',
    ],
    [
      '{"a":{"stream":false,"stream_options":{"include_usage":true}},"stream":true}',
      '{"stream_options":{"include_usage":true},"a":{"stream":false,"stream_options":{"include_usage":true}},"stream":true}',
    ],
    [
      '{"stream":false,"stream":true,"stream_options":{"include_usage":true},"stream_\\u006fptions":{}}',
      '{"stream":false,"stream":true,"stream_options":{"include_usage":true},"stream_\\u006fptions":{"include_usage":true}}',
    ],
  ])('%s', (text, asked) => {
    expect(ask(text)).toBe(asked);
  });

  test('whatever the request holds', () => {
    const members = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(members, fc.option(members), (request, options) => {
        const sent = {
          ...request,
          stream: true,
          ...(options && { stream_options: { ...options, include_usage: false } }),
        };
        const asked = ask(JSON.stringify(sent));
        expect(JSON.parse(asked ?? '')).toEqual(
          JSON.parse(JSON.stringify({ ...sent, stream_options: { ...options, include_usage: true } })),
        );
      }),
    );
  });
});

describe('nothing is asked', () => {
  test.each([
    '{}',
    '{"messages":[]}',
    '{"stream":false}',
    '{"stream":"true"}',
    '{"stream":true,"stream":false}',
    '{"stream":true,"stream_options":{"include_usage":true}}',
    '{"a":{"stream":true}}',
  ])('by %s', (text) => {
    expect(ask(text)).toBeUndefined();
  });

  test.each([
    ['', 'the request is not JSON'],
    ['[{"stream":true}]', 'the request is not JSON'],
    ['{"stream":true', 'the request is not JSON'],
    ['{"stream":true}}', 'the request is not JSON'],
    ['--boundary\r\n', 'the request is not JSON'],
    ['{"stream":true,"stream_options":"x"}', 'stream_options is not an object'],
  ])('where it cannot be: %s', (text, why) => {
    expect(ask(text)).toBe(why);
  });

  test('where the bytes are not UTF-8', () => {
    expect(askForUsage(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBe('the request is not JSON');
  });
});
