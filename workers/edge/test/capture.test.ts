import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer as createSocketServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwkwardUpstream, startAwkwardUpstream } from './awkward-upstream.ts';
import { type EdgeServer, eventually, startEdge } from './edge-server.ts';
import { send } from './raw-http.ts';

const keyless = { ALLOW_KEYLESS: 'true', DEFAULT_ORGANISATION: 'local' };
const requestId = '0b4c1d5e-8f4b-4f6d-9a54-0123456789ab';

let upstream: AwkwardUpstream;
let edge: EdgeServer;

beforeAll(async () => {
  upstream = await startAwkwardUpstream();
  edge = await startEdge({ UPSTREAMS: JSON.stringify({ openai: upstream.url }), ...keyless });
});

afterAll(async () => {
  await edge.stop();
  await upstream.stop();
});

/**
 * Calls, waits for what `until` waits for, and leaves. With a reset, since workerd by itself takes the mere end of a client's
 * side for a half-closed connection until it next writes; Cloudflare's network tells it at once.
 */
async function leave(path: string, id: string, until: 'first byte' | 'arrival', from = edge): Promise<void> {
  const call = httpRequest(`${from.url}openai${path}`, { headers: { 'tally-request-id': id } });
  call.on('error', () => undefined);
  const firstByte = new Promise<void>((resolve) =>
    call.on('response', (response) => response.on('error', () => undefined).once('data', () => resolve())),
  );
  call.end();
  await (until === 'first byte' ? firstByte : upstream.answer(path));
  call.socket?.resetAndDestroy();
}

test('sends each piece of a stream on as it comes', async () => {
  const received: string[] = [];
  const ended = new Promise<void>((resolve) => {
    httpRequest(`${edge.url}openai/v1/pieces`, (response) => {
      response.on('data', (part) => received.push(String(part))).on('end', resolve);
    }).end();
  });
  const answer = await upstream.answer('/v1/pieces');
  for (const piece of ['second', 'third', 'fourth']) {
    const before = await eventually(() => (received.length > 0 ? received.length : undefined));
    answer.write(`data: ${piece}\n\n`);
    // The upstream sends nothing more until this piece has arrived.
    await eventually(() => (received.length > before && received.at(-1)?.includes(piece) ? true : undefined));
  }
  answer.end();
  await ended;
});

test('stops the upstream when the client leaves, and keeps what had come', async () => {
  await leave('/v1/left', requestId, 'first byte');
  await eventually(() => upstream.isClosed('/v1/left') || undefined);
  const { call, response } = await edge.logOf(requestId);
  expect(call).toMatchObject({ finish: 'client_closed', status: 200, response: { whole: false } });
  expect(response.toString()).toBe('data: first\n\n');
});

test('stops the upstream when the client leaves before the answer', async () => {
  const id = requestId.replace('0b', '1b');
  await leave('/v1/hang', id, 'arrival');
  await eventually(() => upstream.isClosed('/v1/hang') || undefined);
  expect((await edge.logOf(id)).call).toMatchObject({ finish: 'client_closed', status: 0, ttft_ms: null, error: '' });
});

test('calls no upstream for a client that has left by then', async () => {
  const own = await startEdge(
    { UPSTREAMS: JSON.stringify({ openai: upstream.url }), ...keyless },
    { client: 'has left' },
  );
  const { headers } = await send(`${own.url}openai/v1/left-by-then`);
  expect((await own.logOf(headers['tally-request-id'])).call).toMatchObject({ finish: 'client_closed', status: 0 });
  expect(upstream.received.some(({ url }) => url === '/v1/left-by-then')).toBe(false);
  await own.stop();
});

test('shows the client that a stream broke off, and logs it as the upstream’s error', async () => {
  const answer = send(`${edge.url}openai/v1/dies`);
  const upstreamSide = await upstream.answer('/v1/dies');
  upstreamSide.write('data: second\n\n', () => setTimeout(() => upstreamSide.destroy(), 100));
  const { ended, headers, body } = await answer;
  expect(ended).toBe(false);
  expect(body.toString()).toBe('data: first\n\ndata: second\n\n');
  const { call, response } = await edge.logOf(headers['tally-request-id']);
  expect(call).toMatchObject({ finish: 'upstream_error', status: 200, response: { whole: false } });
  expect(call.error).not.toBe('');
  expect(response.toString()).toBe(body.toString());
});

test('passes a small answer that breaks off on as it came: status, headers, its beginning, no end', async () => {
  const answer = await send(`${edge.url}openai/v1/half-json`);
  expect(answer).toMatchObject({ status: 429, ended: false, headers: { 'content-length': '100', 'retry-after': '7' } });
  expect(answer.body.toString()).toBe('{"half":');
  const { call, response } = await edge.logOf(answer.headers['tally-request-id']);
  expect(response.toString()).toBe('{"half":');
  expect(call).toMatchObject({
    status: 429,
    finish: 'upstream_error',
    response: { bytes: 8, whole: false, type: 'application/json' },
  });
  expect(call.error).not.toBe('');
  expect(call.ttft_ms).not.toBeNull();
});

test('keeps the provider’s status when the client leaves a small answer that has begun', async () => {
  const id = requestId.replace('0b', '2b');
  const call = httpRequest(`${edge.url}openai/v1/half-json-hangs`, { headers: { 'tally-request-id': id } });
  call.on('error', () => undefined);
  call.end();
  await upstream.answer('/v1/half-json-hangs');
  // The edge shows nothing of the answer yet: it has to have had time to see its head.
  await new Promise((resolve) => setTimeout(resolve, 500));
  call.socket?.resetAndDestroy();
  const { call: logged, response } = await edge.logOf(id);
  expect(logged).toMatchObject({ finish: 'client_closed', status: 200, error: '', response: { whole: false } });
  expect(response.toString()).toBe('{"half":');
});

test('sends a stream on as it comes also when it declares a small length', async () => {
  const first = await new Promise<string>((resolve) => {
    httpRequest(`${edge.url}openai/v1/sized-stream`, (response) => {
      response.once('data', (part) => resolve(String(part))).on('error', () => undefined);
    }).end();
  });
  // The upstream sends the rest only after the first piece has arrived.
  expect(first).toBe('data: first\n\n');
  (await upstream.answer('/v1/sized-stream')).end('data: second\n');
});

test.each([
  ['small', { 'content-length': '1000' }, { bytes: 1000 }],
  ['large', { 'content-length': '1000000' }, { bytes: 1_000_000 }],
  ['of unknown length', { 'transfer-encoding': 'chunked' }, { bytes: null }],
])('logs an upload that breaks off as left by its client: %s', async (name, headers, request) => {
  const id = crypto.randomUUID();
  const call = httpRequest(`${edge.url}openai/v1/files`, {
    method: 'POST',
    headers: { 'tally-request-id': id, ...headers },
  });
  call.on('error', () => undefined);
  const written = new Promise((resolve) => call.write('{"begun":', resolve));
  await written;
  await new Promise((resolve) => setTimeout(resolve, 300));
  call.socket?.resetAndDestroy();
  expect((await edge.logOf(id)).call, name).toMatchObject({
    finish: 'client_closed',
    status: 0,
    error: '',
    request: { ...request, captured: 0, whole: false },
    response: { captured: 0, whole: false },
  });
  expect(upstream.received.some(({ url }) => url === '/v1/files')).toBe(false);
});

test('answers 502 in the provider’s error shape when it cannot be reached, and logs that', async () => {
  const unused = createSocketServer();
  await new Promise<void>((resolve) => unused.listen(0, '127.0.0.1', resolve));
  const { port } = unused.address() as AddressInfo;
  await new Promise((resolve) => unused.close(resolve));
  const own = await startEdge({ UPSTREAMS: JSON.stringify({ anthropic: `http://127.0.0.1:${port}` }), ...keyless });
  const answer = await send(`${own.url}anthropic/v1/messages`, { method: 'POST' }, '{"model":"m"}');
  expect(answer.status).toBe(502);
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    type: 'error',
    error: { type: 'api_error', message: expect.stringContaining(`127.0.0.1:${port}`) },
    request_id: answer.headers['tally-request-id'],
  });
  const { call, request } = await own.logOf(answer.headers['tally-request-id']);
  expect(call).toMatchObject({ status: 502, finish: 'upstream_error', provider: 'anthropic' });
  expect(call.error).not.toBe('');
  expect(request.toString()).toBe('{"model":"m"}');
  await own.stop();
});

test('says in plain words, and without the URL, that an upstream’s name leads nowhere', async () => {
  const own = await startEdge({ UPSTREAMS: '{"openai":"http://unknown.invalid"}', ...keyless });
  const answer = await send(`${own.url}openai/v1/models?key=sk-never-log-me`);
  expect(answer.status).toBe(502);
  const { call } = await own.logOf(answer.headers['tally-request-id']);
  expect(call.error).toMatch(/^The edge got no answer from unknown\.invalid\. \S/);
  expect(call.error).not.toMatch(/internal error|reference|sk-never-log-me/);
  expect(call.response).toMatchObject({ captured: 0, whole: false });
  await own.stop();
});

test('logs a call during which the clock was set back, and no time below zero', async () => {
  const own = await startEdge(
    { UPSTREAMS: JSON.stringify({ openai: upstream.url }), ...keyless },
    { clock: 'is set back' },
  );
  const { headers } = await send(`${own.url}openai/v1/large/10`);
  const { call } = await own.logOf(headers['tally-request-id']);
  expect(call).toMatchObject({ finish: 'complete', latency_ms: 0, ttft_ms: 0, responded_at: call.created_at });
  await own.stop();
});

test('proxies without logging when logging is off', async () => {
  const own = await startEdge({ UPSTREAMS: JSON.stringify({ openai: upstream.url }), LOGGING: 'off', ...keyless });
  for (const size of [10, 200_000]) {
    const upload = Buffer.alloc(size, 1);
    const answer = await send(`${own.url}openai/v1/large/${size}`, { method: 'POST' }, upload);
    expect([answer.headers['content-length'], answer.body.length]).toEqual([String(size), size]);
    expect(upstream.received.at(-1)).toMatchObject({ body: upload, headers: { 'content-length': String(size) } });
  }
  await leave('/v1/left-unlogged', requestId, 'first byte', own);
  await eventually(() => upstream.isClosed('/v1/left-unlogged') || undefined);
  await own.stop();
  expect(own.logs).toEqual([]);
});

test('numbers the messages of an isolate from 1 without a gap', async () => {
  const own = await startEdge({ UPSTREAMS: JSON.stringify({ openai: upstream.url }), ...keyless });
  const answers = await Promise.all(Array.from({ length: 30 }, () => send(`${own.url}openai/v1/large/10`)));
  for (const { headers } of answers) await own.logOf(headers['tally-request-id']);
  const numbers = own.logs.map(({ call }) => call.isolate_seq).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  expect(new Set(own.logs.map(({ call }) => call.isolate_id)).size).toBe(1);
  await own.stop();
});

test('a client that goes as soon as it has the whole answer has not left early', async () => {
  const ids = Array.from({ length: 20 }, () => crypto.randomUUID());
  for (const id of ids) {
    const socket = connect(Number(new URL(edge.url).port), '127.0.0.1');
    socket.write(`GET /openai/v1/finished HTTP/1.1\r\nHost: edge\r\nTally-Request-Id: ${id}\r\n\r\n`);
    await new Promise<void>((done) => {
      let tail = '';
      socket.on('data', (part) => {
        tail = `${tail}${part.toString('latin1')}`.slice(-7);
        if (!tail.endsWith('\r\n0\r\n\r\n')) return;
        socket.resetAndDestroy();
        done();
      });
    });
  }
  const logs = await Promise.all(ids.map((id) => edge.logOf(id)));
  expect(new Set(logs.map(({ call }) => `${call.finish} ${call.response.whole}`))).toEqual(new Set(['complete true']));
});
