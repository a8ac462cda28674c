import { expect, test } from 'vitest';
import { wireFormats } from './formats.ts';
import { readCall } from './read-call.ts';
import { CapturedBody } from './reading/captured-body.ts';
import { paths } from './test/fixtures.ts';
import { hostileBodies } from './test/hostile-bodies.ts';
import { readEverything } from './test/read-everything.ts';

const encoder = new TextEncoder();
const everyPath = wireFormats.map(({ name }) => paths[name] ?? '');
const call = { method: 'POST', status: 200, complete: true, responseType: '' };

// What takes time in proportion to its length takes a moment; what takes it by its square does not come to an end in time.
test.each(Object.entries(hostileBodies))('half a megabyte of %s is read to its end', (_, make) => {
  const body = encoder.encode(make(524_288));
  for (const path of everyPath) readEverything({ ...call, path, request: body, response: body });
});

test.each([
  ['a line of 50 MB', `data: ${'x'.repeat(50_000_000)}`],
  ['a string of 50 MB', `{"id":"${'x'.repeat(50_000_000)}"}`],
  ['a million events', 'data: {"error":0}\n\n'.repeat(1_000_000)],
])('%s: the facts of a call are read all the same', (_, text) => {
  const response = new CapturedBody(encoder.encode(text));
  const request = new CapturedBody(encoder.encode('{"model":"m"}'));
  for (const path of everyPath) {
    const facts = readCall({ ...call, path, request, response });
    expect(facts).toMatchObject({ tokensSource: 'unknown' });
    expect(facts.responseId.length).toBeLessThanOrEqual(256);
  }
});

test('what a provider says after some events that are no JSON counts, after millions it does not', () => {
  const usage = 'data: {"id":"c","usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n';
  const tokensAfter = (broken: string) =>
    readCall({
      ...call,
      path: '/v1/chat/completions',
      request: new CapturedBody(new Uint8Array()),
      response: new CapturedBody(encoder.encode(broken + usage)),
    }).usage.promptTokens;
  expect(tokensAfter('data: keep-alive\n\n'.repeat(1_000))).toBe(3);
  expect(tokensAfter('data: {\n\n'.repeat(1_000_000))).toBeNull();
});
