import { describe, expect, test } from 'vitest';
import { UsageFilter } from '../src/stream-usage/usage-filter.ts';

const encoder = new TextEncoder();

/** What passes of a stream that comes in pieces: of each push, and of the end. */
function passing(pieces: readonly Uint8Array[]): string[] {
  const filter = new UsageFilter();
  return [...pieces.map((piece) => filter.push(piece)), filter.end()].map((parts) => Buffer.concat(parts).toString());
}

function filtered(stream: string): string {
  return passing([encoder.encode(stream)]).join('');
}

const usage = '"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}';
const chunk = (content: string, rest = '') =>
  `data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"${content}"},"finish_reason":null}]${rest}}\n\n`;
const telling = `data: {"id":"c","object":"chat.completion.chunk","choices":[],${usage}}\n\n`;

/** As a provider streams it when usage was asked for, and when it was not. */
const streams: [name: string, asked: string, plain: string][] = [
  [
    'OpenAI’s',
    `${chunk('A', ',"usage":null')}${chunk(' 🚋', ',"usage":null,"obfuscation":"x"')}${telling}data: [DONE]\n\n`,
    `${chunk('A')}${chunk(' 🚋', ',"obfuscation":"x"')}data: [DONE]\n\n`,
  ],
  [
    'one with spaces in its JSON',
    `data: {"id": "c", "choices": [{"text": "A"}], "usage": null}\n\ndata: {"id": "c", "choices": [], "usage": {"prompt_tokens": 9}}\n\ndata: [DONE]\n\n`,
    `data: {"id": "c", "choices": [{"text": "A"}]}\n\ndata: [DONE]\n\n`,
  ],
  [
    'one whose usage comes first',
    'data: {"usage":null,"choices":[{"text":"A"}]}\n\ndata: {"usage":null}\n\n',
    'data: {"choices":[{"text":"A"}]}\n\ndata: {}\n\n',
  ],
  [
    'one with other line ends, comments, types and ids',
    `: waiting\r\n\r\nevent: chunk\r\nid: 1\r\ndata:{"choices":[{"text":"A"}],"usage":null}\r\n\r\n: waiting\r\n\r\nevent: chunk\r\nid: 2\r\ndata:{"choices":[],${usage}}\r\n: within\r\n\r\ndata: [DONE]\r\n\r\n`,
    ': waiting\r\n\r\nevent: chunk\r\nid: 1\r\ndata:{"choices":[{"text":"A"}]}\r\n\r\n: waiting\r\n\r\ndata: [DONE]\r\n\r\n',
  ],
  ['one that ends with its usage, without a blank line', `${chunk('A')}${telling.trimEnd()}`, chunk('A')],
];

describe.each(streams)('%s stream', (_, asked, plain) => {
  test('is as if usage had not been asked for', () => {
    expect(filtered(asked)).toBe(plain);
    expect(filtered(plain)).toBe(plain);
  });

  test('cut at every byte comes out the same', () => {
    const bytes = encoder.encode(asked);
    for (let at = 0; at <= bytes.length; at++) {
      expect(passing([bytes.subarray(0, at), bytes.subarray(at)]).join('')).toBe(plain);
    }
    expect(passing([...bytes].map((byte) => new Uint8Array([byte]))).join('')).toBe(plain);
  });

  test('broken off at any byte has told no usage', () => {
    const bytes = encoder.encode(asked);
    for (let at = 0; at <= bytes.length; at++) {
      const events = passing([bytes.subarray(0, at)])
        .join('')
        .split(/\r?\n\r?\n/);
      // What is left of an event that is not whole, no client reads.
      const whole = events.slice(0, -1).join('');
      expect(whole).not.toContain('"usage"');
      expect(plain.replaceAll(/\r?\n\r?\n/g, '').startsWith(whole)).toBe(true);
    }
  });
});

describe('what passes byte for byte', () => {
  test.each([
    ['usage with choices, which is told unasked', `data: {"choices":[{"delta":{}}],${usage}}\n\n`],
    ['usage of a choice', 'data: {"choices":[{"usage":null,"delta":{}}]}\n\n'],
    ['an event without choices that tells something else', 'data: {"choices":[],"prompt_filter_results":[]}\n\n'],
    ['a text that speaks of it', chunk('\\"usage\\":null, \\"choices\\":[]')],
    ['an error', 'data: {"error":{"message":"usage","code":"x"}}\n\n'],
    ['no JSON', 'data: "usage"\n\ndata: {"usage":null\n\n"usage":null\n\n'],
    ['fields without data', 'retry: 10\n\nid\n\n'],
    ['a last line without an end', 'event: x\ndata: [DONE]'],
    ['fields at the end', 'event: x\n'],
  ])('%s', (_, stream) => {
    expect(filtered(stream)).toBe(stream);
  });

  test('bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([
      encoder.encode('data: {"usage":null,"a":"'),
      Buffer.from([0xff]),
      encoder.encode('"}\n\n'),
    ]);
    const filter = new UsageFilter();
    expect(Buffer.concat([...filter.push(bytes), ...filter.end()])).toEqual(bytes);
  });
});

describe('nothing waits that need not', () => {
  test('each line passes once it is there', () => {
    const pieces = [
      ': waiting\n',
      '\n',
      'data: {"choices":[{"text":"A"}],"us',
      'age":null}\n',
      '\n',
      'event: x\n',
      'data: y\n',
    ];
    expect(passing(pieces.map((piece) => encoder.encode(piece)))).toEqual([
      ': waiting\n',
      '\n',
      '',
      'data: {"choices":[{"text":"A"}]}\n',
      '\n',
      '',
      'event: x\ndata: y\n',
      '',
    ]);
  });

  test('a line that is too long to be looked at passes as it comes', () => {
    const piece = encoder.encode('x'.repeat(65_536));
    const filter = new UsageFilter();
    const begun = performance.now();
    let passed = filter.push(encoder.encode('data: ')).length;
    let held = 0;
    for (let count = 0; count < 1_000; count++) {
      const bytes = Buffer.concat(filter.push(piece)).length;
      passed += bytes;
      held = Math.max(held, 6 + 65_536 * (count + 1) - passed);
    }
    expect(held).toBeLessThanOrEqual(1_048_576 + 65_536);
    expect(Buffer.concat(filter.push(encoder.encode(`\n\n${telling}data: [DONE]\n\n`))).toString()).toBe(
      '\n\ndata: [DONE]\n\n',
    );
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  test('nor does such a line break anything when it comes in hundreds of thousands of pieces', () => {
    const filter = new UsageFilter();
    const piece = encoder.encode('abcd');
    let passed = 0;
    for (let count = 0; count < 300_000; count++) for (const part of filter.push(piece)) passed += part.length;
    expect(passed).toBe(1_200_000);
  });

  test('fields that no data follow do not pile up', () => {
    const filter = new UsageFilter();
    const field = encoder.encode('event: x\n');
    let passed = 0;
    for (let count = 0; count < 1_000; count++) passed += filter.push(field).length;
    expect(passed).toBeGreaterThan(990);
  });
});
