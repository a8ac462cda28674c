import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CapturedBody } from './captured-body.ts';
import { type CapturedCall, readCall } from './read-call.ts';

const encoder = new TextEncoder();
const body = (text: string) => new CapturedBody(encoder.encode(text));

const paths = [
  '/v1/chat/completions',
  '/v1/responses',
  '/v1/completions',
  '/v1/embeddings',
  '/v1/messages',
  '/v1/files',
];
const anyCall = {
  complete: fc.boolean(),
  method: fc.constantFrom('POST', 'GET'),
  path: fc.constantFrom(...paths),
  status: fc.constantFrom(0, 200, 204, 400, 529),
  responseType: fc.constantFrom('', 'application/json', 'text/event-stream', 'text/plain', 'audio/mpeg'),
};

/** Whatever the bodies: no throw, and only what the columns hold. */
function check(call: CapturedCall): void {
  const { usage, outputSoFar, warnings, unreadable, tokensSource, stream, billedApart, reportedCost, ...texts } =
    readCall(call);
  expect(reportedCost === null || (Number.isFinite(reportedCost) && reportedCost >= 0)).toBe(true);
  for (const value of [...Object.values(usage), outputSoFar]) {
    expect(value === null || (Number.isInteger(value) && value >= 0 && value < 2 ** 31)).toBe(true);
  }
  for (const text of [...Object.values(texts), ...billedApart, ...warnings, unreadable]) {
    expect(text.length).toBeLessThanOrEqual(500);
    expect(text.isWellFormed()).toBe(true);
  }
  expect(warnings.length).toBeLessThan(10);
  expect([tokensSource, typeof stream]).toEqual([expect.stringMatching(/^(provider|unknown)$/), 'boolean']);
}

describe('nothing makes it throw', () => {
  test('random bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => new CapturedBody(bytes));
    fc.assert(fc.property(fc.record({ ...anyCall, request: bytes, response: bytes }), check), { numRuns: 2000 });
  });

  test('random JSON under the names that are read, plain and as events', () => {
    const names = 'id model usage choices error message type response delta user metadata service_tier'.split(' ');
    const counts = 'prompt_tokens input_tokens output_tokens prompt_tokens_details cached_tokens index'.split(' ');
    const name = fc.oneof(fc.constantFrom(...names, ...counts), fc.string());
    const types = fc.constantFrom('message_start', 'message_delta', 'response.completed', 'error');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        types,
        fc.integer(),
        fc.double(),
        fc.constant(null),
        tie('object'),
        tie('array'),
      ),
      object: fc.dictionary(name, tie('value'), { maxKeys: 6 }),
      array: fc.array(tie('value'), { maxLength: 3 }),
    }));
    const request = value.map((json) => body(JSON.stringify(json)));
    const events = fc.array(value).map((all) => all.map((json) => `data: ${JSON.stringify(json)}\n\n`).join(''));
    const response = fc.oneof(request, events.map(body));
    fc.assert(fc.property(fc.record({ ...anyCall, request, response }), check), { numRuns: 3000 });
  });

  test('fixtures with bytes changed, cut out and doubled', () => {
    const folder = new URL('../fixtures/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /response\.\w+$/.test(file),
    );
    const bodies = files.map((file) => new Uint8Array(readFileSync(new URL(file, folder))));
    const edit = fc.record({
      at: fc.nat(3000),
      length: fc.nat(60),
      byte: fc.constantFrom(...encoder.encode('{}[]":,0-9\n\\e')),
    });
    const response = fc.tuple(fc.constantFrom(...bodies), fc.array(edit, { maxLength: 5 })).map(([body, edits]) => {
      const bytes = [...body];
      for (const { at, length, byte } of edits) {
        const start = at % bytes.length;
        bytes.splice(start, length % 2 === 0 ? length : 0, byte, ...bytes.slice(start, start + length));
      }
      return new CapturedBody(Uint8Array.from(bytes));
    });
    const request = fc.constant(body('{"model":"m"}'));
    fc.assert(fc.property(fc.record({ ...anyCall, request, response }), check), { numRuns: 3000 });
  });

  test.each([
    ['a line of 8 MB', `data: ${'x'.repeat(8_000_000)}`],
    ['100,000 events', 'data: {"usage":{"prompt_tokens":-1}}\n\n'.repeat(100_000)],
    ['100,000 lines of one event', 'data: {\n'.repeat(100_000)],
    ['8 MB of comments', `: ${'x'.repeat(998)}\n`.repeat(8000)],
    ['nesting without end', '{"usage":'.repeat(1_000_000)],
    ['deep nesting', `${'{"error":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['a count that is nested deeply', `{"usage":{"prompt_tokens":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`],
    ['8 MB of nothing', ' '.repeat(8_000_000)],
  ])('%s', (_, response) => {
    for (const path of paths) {
      for (const responseType of ['text/event-stream', 'application/json']) {
        const bodies = { request: body(''), response: body(response) };
        check({ method: 'POST', status: 200, complete: true, path, responseType, ...bodies });
      }
    }
  });
});
