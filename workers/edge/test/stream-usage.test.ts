import { request as httpRequest } from 'node:http';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EdgeServer, eventually, startEdge } from './edge-server.ts';
import { type RawAnswer, send, startUpstream, type Upstream } from './raw-http.ts';

const usage = '"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}';

/** What the provider streams, with what it adds when it is asked for usage. */
function events(asked: boolean): string[] {
  const none = asked ? ',"usage":null' : '';
  return [
    `data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":"A 🚋"}}]${none}}\n\n`,
    `data: {"id":"c","choices":[{"index":0,"delta":{"content":"!"},"finish_reason":"stop"}]${none}}\n\n`,
    ...(asked ? [`data: {"id":"c","choices":[],${usage}}\n\n`] : []),
    'data: [DONE]\n\n',
  ];
}

let upstream: Upstream;
let edge: EdgeServer;
/** Lets the provider that waits after each event go on. */
let goOn = idle;

beforeAll(async () => {
  upstream = await startUpstream(async ({ headers, body }, response) => {
    const text = body.toString();
    const asked = text.includes('"include_usage":true');
    const how = String(headers['x-how']);
    const type = { 'content-type': 'text/event-stream' };
    const stream = events(asked).join('');
    if (how === 'error') {
      response.writeHead(400, { 'content-type': 'application/json' }).end(`{"error":{"message":"no"},"usage":null}`);
    } else if (how === 'json') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"choices":[],${usage}}`);
    } else if (how === 'gzip' || how === 'zstd') {
      const encoded = how === 'gzip' ? gzipSync(stream) : zstdCompressSync(stream);
      response.writeHead(200, { ...type, 'content-encoding': how, 'content-length': encoded.length }).end(encoded);
    } else if (how === 'sized') {
      response.writeHead(200, { ...type, 'content-length': Buffer.byteLength(stream) }).end(stream);
    } else if (how === 'cut') {
      response.writeHead(200, type).write(stream.slice(0, 120), () => response.destroy());
    } else if (how === 'bytes') {
      response.writeHead(200, type);
      for (const byte of Buffer.from(stream)) {
        response.write(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
      response.end();
    } else if (how === 'waiting') {
      response.writeHead(200, type);
      for (const event of events(asked)) {
        response.write(event);
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      }
      response.end();
    } else response.writeHead(200, type).end(stream);
  });
  edge = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url }),
    ALLOW_KEYLESS: 'true',
    DEFAULT_ORGANISATION: 'local',
  });
});

afterAll(async () => {
  await edge.stop();
  await upstream.stop();
});

const request = '{ "model": "gpt-4o-mini", "seed": 90071992547409931, "messages": [], "stream": true }';
const plain = events(false).join('');
const told = events(true).join('');

function call(
  headers: Record<string, string> = {},
  body: string | Uint8Array = request,
  path = 'openai/v1/chat/completions',
) {
  const type = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  return send(`${edge.url}${path}`, { method: 'POST', headers: { ...type, ...headers } }, body);
}

const asking = { 'tally-stream-usage': 'true' };
const logOf = ({ headers }: RawAnswer) => edge.logOf(headers['tally-request-id']);
const sent = () => upstream.received.at(-1)?.body.toString() ?? '';

describe('a call that asks for the usage of its stream', () => {
  test.each(['tally-stream-usage', 'helicone-stream-usage'])(
    'by %s gets the stream without it, and the log has it',
    async (name) => {
      const answer = await call({ [name]: 'True', 'accept-encoding': 'gzip' });
      expect(answer).toMatchObject({ status: 200, ended: true });
      expect(answer.body.toString()).toBe(plain);
      expect(answer.headers).not.toHaveProperty('tally-warning');
      const { headers, body } = upstream.received.at(-1) ?? {};
      expect(body?.toString()).toBe(request.replace('{', '{"stream_options":{"include_usage":true},'));
      expect(headers).toMatchObject({ 'content-length': String(body?.length), 'accept-encoding': 'identity' });
      const log = await logOf(answer);
      expect(log.request.toString()).toBe(request);
      expect(log.response.toString()).toBe(told);
      expect(log.call).toMatchObject({ finish: 'complete', streamed: true, warnings: [], response: { whole: true } });
    },
  );

  test.each(['bytes', 'sized', 'gzip'])('however it comes: %s', async (how) => {
    const answer = await call({ ...asking, 'x-how': how });
    expect(answer).toMatchObject({ status: 200, ended: true });
    expect(answer.body.toString()).toBe(plain);
    expect(answer.headers).not.toHaveProperty('content-encoding');
    const log = await logOf(answer);
    expect(log.response.toString()).toBe(told);
    expect(log.call.response).toMatchObject({ encoding: '', whole: true });
  });

  test('gets each event when it is there', async () => {
    const answer = await fetch(`${edge.url}openai/v1/chat/completions`, {
      method: 'POST',
      headers: { ...asking, 'x-how': 'waiting' },
      body: request,
    });
    const reader = answer.body?.getReader();
    const decoder = new TextDecoder();
    let text = '';
    const [first = '', second = '', , last = ''] = events(true);
    for (const seen of [first, second, '', last]) {
      const upTo = text + seen.replace(',"usage":null', '');
      while (text !== upTo) text += decoder.decode((await reader?.read())?.value, { stream: true });
      const next = await eventually(() => (goOn === idle ? undefined : goOn));
      goOn = idle;
      next();
    }
    expect((await reader?.read())?.done).toBe(true);
  });

  test('that breaks off at the provider has all that had come, and breaks off', async () => {
    const answer = await call({ ...asking, 'x-how': 'cut' });
    expect(answer).toMatchObject({ status: 200, ended: false });
    const log = await logOf(answer);
    expect(log.call.finish).toBe('upstream_error');
    expect(log.response.toString()).toBe(told.slice(0, 120));
    // What is left of an event that is not whole, no client reads.
    expect(answer.body.toString().startsWith(events(false)[0] ?? '')).toBe(true);
    expect(told.slice(0, 120).replace(',"usage":null', '').startsWith(answer.body.toString())).toBe(true);
  });

  test('that its client leaves ends at the provider', async () => {
    const id = crypto.randomUUID();
    const headers = { ...asking, 'tally-request-id': id, 'x-how': 'waiting', 'content-length': request.length };
    const left = httpRequest(`${edge.url}openai/v1/completions`, { method: 'POST', headers }, (response) => {
      response.once('data', () => left.socket?.resetAndDestroy());
      response.on('error', () => undefined);
    });
    left.on('error', () => undefined);
    left.end(request);
    expect((await edge.logOf(id)).call).toMatchObject({ finish: 'client_closed', status: 200 });
  });

  test('gets it in the client of OpenAI as if it had not asked', async () => {
    const client = new OpenAI({ apiKey: 'sk-1', baseURL: `${edge.url}openai/v1`, defaultHeaders: asking });
    const body = { model: 'gpt-4o-mini', messages: [], stream: true as const };
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of await client.chat.completions.create(body)) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content)).toEqual(['A 🚋', '!']);
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
    let last: OpenAI.ChatCompletionChunk | undefined;
    const own = { ...body, stream_options: { include_usage: true } };
    for await (const chunk of await client.chat.completions.create(own)) last = chunk;
    expect(last?.usage).toMatchObject({ prompt_tokens: 9 });
  });
});

describe('a call that asks passes as it is', () => {
  test('when its answer is no stream', async () => {
    for (const how of ['error', 'json']) {
      const answer = await call({ ...asking, 'x-how': how });
      expect(answer.body.toString()).toContain('"usage":');
    }
  });

  test.each([
    ['when it is not streamed', '{"stream":false}'],
    ['when it asks for usage itself', '{"stream":true,"stream_options":{"include_usage":true}}'],
  ])('%s', async (_, body) => {
    const answer = await call(asking, body);
    expect(sent()).toBe(body);
    expect(answer.headers).not.toHaveProperty('tally-warning');
    expect(answer.body.toString()).toBe(body.includes('include') ? told : plain);
  });

  test('to another path', async () => {
    const answer = await call(asking, request, 'openai/v1/responses');
    expect(sent()).toBe(request);
    expect(answer.headers).not.toHaveProperty('tally-warning');
    expect(answer.body.toString()).toBe(plain);
  });

  test.each<[string, string, string | Uint8Array, string]>([
    ['with a body that is no JSON', 'openai/v1/chat/completions', 'stream=true', 'the request is not JSON'],
    ['with a compressed body', 'openai/v1/completions', gzipSync(request), 'the request is not JSON'],
    [
      'with a large body',
      'openai/v1/completions',
      `{"a":"${'x'.repeat(11_000_000)}","stream":true}`,
      'the request was not read ahead',
    ],
    [
      'with one that leaves no memory',
      'openai/v1/completions',
      `{"a":"${'x'.repeat(8_000_000)}","stream":true}`,
      'no memory was left',
    ],
  ])('%s, and a warning says why', async (_, path, body, why) => {
    const answer = await call(asking, body, path);
    expect(upstream.received.at(-1)?.body.equals(Buffer.from(body))).toBe(true);
    expect(answer.body.toString()).toBe(plain);
    const warning = `usage of the stream was not asked for: ${why}`;
    expect(answer.headers['tally-warning']).toBe(warning);
    expect((await logOf(answer)).call.warnings).toContain(warning);
  });

  test('when its answer is in an encoding that cannot be undone, and a warning says so', async () => {
    const answer = await call({ ...asking, 'x-how': 'zstd' });
    expect(answer.body.equals(zstdCompressSync(told))).toBe(true);
    expect(answer.headers['tally-warning']).toBe('usage of the stream is not hidden: it is encoded as zstd');
    expect((await logOf(answer)).call.response.encoding).toBe('zstd');
  });
});

test('a call that does not ask, or declines, passes as ever', async () => {
  for (const headers of [
    {},
    { 'tally-stream-usage': 'false' },
    { 'tally-stream-usage': '', 'helicone-stream-usage': 'true' },
  ]) {
    const answer = await call({ ...headers, 'accept-encoding': 'gzip' } as Record<string, string>);
    expect(sent()).toBe(request);
    expect(upstream.received.at(-1)?.headers['accept-encoding']).toBe('gzip');
    expect(answer.body.toString()).toBe(plain);
  }
});

test('a value that makes no sense is refused', async () => {
  const answer = await call({ 'tally-stream-usage': 'please' });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body.toString())).toMatchObject({ error: { code: 'invalid_stream_usage' } });
});

function idle(): void {}
