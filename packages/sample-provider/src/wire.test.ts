import { request as httpRequest } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SampleProvider, startSampleProvider } from './index.ts';

let provider: SampleProvider;

beforeAll(async () => {
  provider = await startSampleProvider({ record: true });
});
afterAll(() => provider.stop());
beforeEach(() => {
  provider.requests.length = 0;
});

const path = '/v1/chat/completions';
const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say something with an emoji' }] };

function post(headers: Record<string, string>, body: object = chat, signal?: AbortSignal): Promise<Response> {
  return fetch(`${provider.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sample', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

/** The body's bytes as they arrive, content encoding not undone. */
function rawBody(headers: Record<string, string>, body: object): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${provider.url}${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-sample', ...headers },
    });
    request.on('response', async (response) => resolve(Buffer.concat(await response.toArray())));
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
}

function lastCall() {
  const call = provider.requests.at(-1);
  if (!call) throw new Error('nothing was recorded');
  return call;
}

test('what was received and what was sent are recorded', async () => {
  const response = await post({ 'x-trace': 'a' });
  const received = await response.bytes();
  const call = lastCall();
  expect(call).toMatchObject({ method: 'POST', path, query: '', headers: { 'x-trace': 'a' } });
  expect(JSON.parse(Buffer.from(call.body).toString())).toEqual(chat);
  expect(Buffer.concat(call.answer.pieces).equals(received)).toBe(true);
  expect(call.answer).toMatchObject({ status: 200, outcome: 'complete' });
});

test('a stream is written one event at a time and ends with [DONE]', async () => {
  const text = await (await post({ 'x-sample-chunks': '50' }, { ...chat, stream: true })).text();
  const pieces = lastCall().answer.pieces.map((piece) => Buffer.from(piece).toString());
  expect(pieces.every((piece) => /^data: .+\n\n$/.test(piece))).toBe(true);
  expect(pieces).toHaveLength(53);
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('chunk borders fall where asked, inside characters too, without changing the bytes', async () => {
  const ids = /"(id|created)":("[^"]*"|\d+)/g;
  const whole = await (await post({ 'x-sample-characters': '500' })).text();
  const cut = await (await post({ 'x-sample-characters': '500', 'x-sample-chunk-bytes': '1' })).text();
  expect(cut.replace(ids, '')).toBe(whole.replace(ids, ''));
  expect(lastCall().answer.pieces.every((piece) => piece.length === 1)).toBe(true);
});

test.each([
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
])('%s is what it says, for an answer and for a stream', async (encoding, decode) => {
  const answer = await rawBody({ 'x-sample-encoding': encoding }, chat);
  expect(JSON.parse(decode(answer).toString())).toMatchObject({ object: 'chat.completion' });
  const stream = await rawBody({ 'x-sample-encoding': encoding }, { ...chat, stream: true });
  expect(decode(stream).toString()).toMatch(/^data: [\s\S]*\[DONE\]\n\n$/);
  expect(lastCall().answer.headers['content-encoding']).toBe(encoding);
});

test('a cut answer ends after the bytes asked for, without an end', async () => {
  const response = await post({ 'x-sample-cut-after-bytes': '100' });
  await expect(response.text()).rejects.toThrow();
  const { answer } = lastCall();
  expect([Buffer.concat(answer.pieces).length, answer.outcome]).toEqual([100, 'cut']);
});

test('a stalled answer waits until the client leaves', async () => {
  const leave = new AbortController();
  const response = await post({ 'x-sample-stall-after-bytes': '100' }, { ...chat, stream: true }, leave.signal);
  const reader = response.body?.getReader();
  let received = 0;
  while (received < 100) received += (await reader?.read())?.value?.length ?? 0;
  expect(lastCall().answer.outcome).toBe('pending');
  leave.abort();
  await expect.poll(() => lastCall().answer.outcome).toBe('stalled');
});

test('a client that leaves in the middle of a stream is noted', async () => {
  const leave = new AbortController();
  await post({ 'x-sample-chunk-delay-ms': '20', 'x-sample-chunks': '500' }, { ...chat, stream: true }, leave.signal);
  leave.abort();
  await expect.poll(() => lastCall().answer.outcome).toBe('client_closed');
});

test('malformed answers are malformed as asked', async () => {
  const half = await (await post({ 'x-sample-malformed': 'json' })).text();
  expect(() => JSON.parse(half)).toThrow();
  const page = await post({ 'x-sample-malformed': 'html' });
  expect([page.headers.get('content-type'), await page.text()]).toEqual(['text/html', expect.stringContaining('<h1>')]);
  const endless = await (await post({ 'x-sample-malformed': 'no-end' }, { ...chat, stream: true })).text();
  expect(endless).not.toContain('[DONE]');
});

test('redirects, empty answers and HEAD are answered as HTTP defines them', async () => {
  const moved = await fetch(`${provider.url}/v1/models`, {
    headers: { authorization: 'Bearer sk-sample', 'x-sample-status': '307' },
    redirect: 'manual',
  });
  expect([moved.status, moved.headers.get('location')]).toEqual([307, `${provider.url}/v1/models?redirected=1`]);
  const empty = await post({ 'x-sample-status': '204' });
  expect([empty.status, await empty.text()]).toEqual([204, '']);
  const head = await fetch(`${provider.url}/v1/models`, {
    method: 'HEAD',
    headers: { authorization: 'Bearer sk-sample' },
  });
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(100);
});

test.each([
  [{ 'x-sample-nonsense': '1' }, 'x-sample-nonsense is not a header of the sample provider'],
  [{ 'x-sample-delay-ms': 'soon' }, 'x-sample-delay-ms: must be a whole number'],
  [{ 'x-sample-usage': '[1]' }, 'x-sample-usage: must be a JSON object'],
  [{ 'x-sample-fail-first': '1' }, 'x-sample-fail-first needs an x-sample-id'],
])('%o is refused with a message that names it', async (headers, message) => {
  const response = await post(headers);
  const body = await response.json();
  expect(response.status).toBe(400);
  expect(body).toMatchObject({ error: { message: expect.stringContaining(message) } });
});
