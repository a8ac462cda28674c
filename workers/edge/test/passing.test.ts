import { createHash, randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EdgeServer, startEdge } from './edge-server.ts';
import { type RawAnswer, send, sendRaw, startUpstream, type Upstream } from './raw-http.ts';

const text = 'A stick, notched and split. '.repeat(200);
const compressed = {
  gzip: gzipSync(text, { level: 1 }),
  br: brotliCompressSync(text),
  zstd: zstdCompressSync(text),
};

let upstream: Upstream;
let edge: EdgeServer;

beforeAll(async () => {
  upstream = await startUpstream(({ method, url, headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://upstream');
    const encoding = pathname.split('/').pop() as keyof typeof compressed;
    if (pathname.startsWith('/v1/compressed/')) {
      const body = compressed[encoding];
      const length = searchParams.has('chunked') ? {} : { 'content-length': body.length };
      response.writeHead(200, { 'content-encoding': encoding, 'content-type': 'application/json', ...length });
      response.end(body);
    } else if (pathname === '/v1/redirect') {
      response.writeHead(307, { location: 'https://elsewhere.example/a?b=c' }).end('moved');
    } else if (pathname === '/v1/no-content') response.writeHead(204, { 'x-answer': 'none' }).end();
    else if (pathname === '/v1/not-modified') response.writeHead(304, { etag: '"1"' }).end();
    else if (pathname === '/v1/range') {
      response.writeHead(206, { 'content-range': `bytes 2-4/${text.length}`, 'content-length': 3 });
      response.end(text.slice(2, 5));
    } else if (pathname === '/v1/overloaded') response.writeHead(529, 'Overloaded').end('{}');
    else if (pathname === '/v1/twice') {
      response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok');
    } else if (pathname === '/v1/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let index = 0; index < 300; index++) response.write(`data: ${index}\n\n`);
      response.end();
    } else {
      response.writeHead(200, {
        'content-type': 'text/plain',
        'content-length': text.length,
        'set-cookie': ['a=1', 'b=2'],
        'x-ratelimit-remaining-tokens': '149984',
        'openai-version': '2020-10-01',
        'x-accept-encoding': String(headers['accept-encoding']),
      });
      response.end(method === 'HEAD' ? undefined : text);
    }
  });
  edge = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url, anthropic: upstream.url }),
    ALLOW_KEYLESS: 'true',
    DEFAULT_ORGANISATION: 'local',
  });
});

afterAll(async () => {
  await edge.stop();
  await upstream.stop();
});

function log(answer: RawAnswer) {
  return edge.logOf(answer.headers['tally-request-id']);
}

test.each(['gzip', 'br', 'zstd'] as const)(
  'passes a %s body on byte for byte, and logs it as it was',
  async (encoding) => {
    for (const query of ['', '?chunked']) {
      const answer = await send(`${edge.url}openai/v1/compressed/${encoding}${query}`, {
        headers: { 'accept-encoding': 'gzip, br, zstd' },
      });
      expect(answer.body.equals(compressed[encoding])).toBe(true);
      expect(answer.headers['content-encoding']).toBe(encoding);
      if (query === '') expect(answer.headers['content-length']).toBe(String(compressed[encoding].length));
      const { call, response } = await log(answer);
      expect(response.equals(compressed[encoding])).toBe(true);
      expect(call.response).toMatchObject({ encoding, type: 'application/json', whole: true, bytes: response.length });
    }
  },
);

test('passes method, path, query, header values and body on unchanged', async () => {
  const body = randomBytes(5000);
  const answer = await send(
    `${edge.url}openai/v1/files/a%2Fb//c?x=1&y=%20z&x=2`,
    { method: 'PATCH', headers: { authorization: 'Bearer sk-provider', 'x-custom': 'a, b', 'user-agent': 'Test/1' } },
    body,
  );
  const received = upstream.received.at(-1);
  expect(received).toMatchObject({
    method: 'PATCH',
    url: '/v1/files/a%2Fb//c?x=1&y=%20z&x=2',
    headers: { authorization: 'Bearer sk-provider', 'x-custom': 'a, b', 'user-agent': 'Test/1' },
  });
  expect(received?.body.equals(body)).toBe(true);
  const { call, request } = await log(answer);
  expect(call).toMatchObject({ method: 'PATCH', path: '/v1/files/a%2Fb//c', target_host: new URL(upstream.url).host });
  expect(request.equals(body)).toBe(true);
});

test('passes an answer’s headers on, each cookie by itself', async () => {
  const { headers } = await send(`${edge.url}openai/v1/models`);
  expect(headers).toMatchObject({
    'set-cookie': ['a=1', 'b=2'],
    'x-ratelimit-remaining-tokens': '149984',
    'openai-version': '2020-10-01',
    'content-length': String(text.length),
  });
  expect(headers['helicone-id']).toBe(headers['tally-request-id']);
});

test('keeps our headers, hop-by-hop headers and those of proxies from the provider', async () => {
  await send(`${edge.url}openai/v1/models`, {
    headers: {
      'tally-user-id': 'u',
      'helicone-session-id': 's',
      'tally-unheard-of': 'x',
      'cf-ray': '1',
      'cf-connecting-ip': '192.0.2.1',
      'x-forwarded-for': '192.0.2.1',
      'x-real-ip': '192.0.2.1',
      'cdn-loop': 'cloudflare',
      'true-client-ip': '192.0.2.1',
      forwarded: 'for=192.0.2.1',
      connection: 'keep-alive, x-hop',
      'x-hop': '1',
      'keep-alive': 'timeout=5',
      te: 'trailers',
      expect: 'the-unexpected',
      'proxy-authorization': 'Basic x',
      'proxy-custom': '1',
      'x-kept': 'yes',
    },
  });
  expect(Object.keys(upstream.received.at(-1)?.headers ?? {}).sort()).toEqual(['host', 'x-kept']);
});

test('asks for no encoding that the caller did not ask for', async () => {
  const answer = await send(`${edge.url}openai/v1/models`);
  expect(answer.headers['x-accept-encoding']).toBe('undefined');
});

test('hands redirects to the caller instead of following them', async () => {
  const answer = await send(`${edge.url}openai/v1/redirect`, { method: 'POST' }, 'body');
  expect(answer).toMatchObject({ status: 307, headers: { location: 'https://elsewhere.example/a?b=c' } });
  expect((await log(answer)).call).toMatchObject({ status: 307, finish: 'complete' });
});

test('answers HEAD with the length that GET would have, and no body', async () => {
  const answer = await send(`${edge.url}openai/v1/models`, { method: 'HEAD' });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-length': String(text.length) } });
  expect(answer.body.length).toBe(0);
  expect((await log(answer)).call).toMatchObject({ method: 'HEAD', ttft_ms: null, response: { captured: 0 } });
});

test.each([
  ['no-content', 204, { 'x-answer': 'none' }],
  ['not-modified', 304, { etag: '"1"' }],
])('passes %s on', async (path, status, headers) => {
  const answer = await send(`${edge.url}openai/v1/${path}`);
  expect(answer).toMatchObject({ status, headers });
  expect((await log(answer)).call).toMatchObject({ status, ttft_ms: null });
});

test('passes range requests and their answers on', async () => {
  const answer = await send(`${edge.url}openai/v1/range`, { headers: { range: 'bytes=2-4' } });
  expect(upstream.received.at(-1)?.headers.range).toBe('bytes=2-4');
  expect(answer).toMatchObject({ status: 206, headers: { 'content-range': `bytes 2-4/${text.length}` } });
  expect(answer.body.toString()).toBe(text.slice(2, 5));
});

test('passes a status on that HTTP does not define', async () => {
  expect((await send(`${edge.url}anthropic/v1/overloaded`, { method: 'POST' }, '{}')).status).toBe(529);
});

test('passes a multipart upload on byte for byte', async () => {
  const form = new FormData();
  form.set('purpose', 'batch');
  form.set('file', new Blob([randomBytes(100_000)]), 'räksmörgås.jsonl');
  const encoded = new Response(form);
  const body = new Uint8Array(await encoded.arrayBuffer());
  const type = encoded.headers.get('content-type') ?? '';
  const answer = await send(`${edge.url}openai/v1/files`, { method: 'POST', headers: { 'content-type': type } }, body);
  expect(upstream.received.at(-1)?.headers['content-type']).toBe(type);
  expect(upstream.received.at(-1)?.body.equals(body)).toBe(true);
  expect((await log(answer)).call.request).toMatchObject({ type, whole: true, bytes: body.length });
});

test('streams an upload of unknown length through without keeping it', async () => {
  const answer = await send(
    `${edge.url}openai/v1/files`,
    { method: 'POST', headers: { 'transfer-encoding': 'chunked' } },
    'unannounced',
  );
  expect(upstream.received.at(-1)?.body.toString()).toBe('unannounced');
  const { call } = await log(answer);
  expect(call.request).toMatchObject({ bytes: null, captured: 0, whole: false });
  expect(call.warnings).toEqual(['the request body was not kept: its length was not declared']);
});

test('logs that the body of a GET was not sent', async () => {
  const answer = await send(
    `${edge.url}openai/v1/models`,
    { method: 'GET', headers: { 'content-length': '4' } },
    'body',
  );
  const { call } = await log(answer);
  expect(call.request).toMatchObject({ bytes: 4, captured: 0, whole: false });
  expect(call.warnings).toEqual(['the request body was not kept: the runtime sends none with GET and HEAD']);
});

test('passes an answer on whose length is declared twice', async () => {
  const answer = await sendRaw(edge.port, 'GET /openai/v1/twice HTTP/1.1\r\nHost: edge\r\n');
  expect(answer).toMatchObject({ status: 200, text: 'ok' });
});

test('passes a stream of 300 chunks on and logs all of it', async () => {
  const answer = await send(`${edge.url}openai/v1/stream`);
  const whole = Array.from({ length: 300 }, (_, index) => `data: ${index}\n\n`).join('');
  expect(answer.body.toString()).toBe(whole);
  const { call, response } = await log(answer);
  expect(response.toString()).toBe(whole);
  expect(call).toMatchObject({ streamed: true, finish: 'complete', response: { whole: true } });
});

test('passes a WebSocket on and logs its handshake', async () => {
  const server = createServer();
  server.on('upgrade', ({ headers }, socket) => {
    // RFC 6455, section 4.2.2.
    const accept = createHash('sha1').update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept.digest('base64')}\r\n\r\n`,
    );
    socket.write(Buffer.from([0x81, 5, ...Buffer.from('hello')]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const own = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: `http://127.0.0.1:${port}` }),
    ALLOW_KEYLESS: 'true',
    DEFAULT_ORGANISATION: 'local',
  });
  const { id, message } = await new Promise<{ id: string | string[] | undefined; message: Buffer }>(
    (resolve, reject) => {
      request(`${own.url}openai/v1/realtime`, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-version': '13',
        },
      })
        .on('upgrade', (response, socket, head) => {
          const id = response.headers['tally-request-id'];
          if (head.length > 0) resolve({ id, message: head });
          else socket.once('data', (message: Buffer) => resolve({ id, message }));
        })
        .on('response', ({ statusCode }) => reject(new Error(`answered ${statusCode}`)))
        .on('error', reject)
        .end();
    },
  );
  expect(message.subarray(2).toString()).toBe('hello');
  expect((await own.logOf(id)).call).toMatchObject({ status: 101, finish: 'complete', response: { captured: 0 } });
  await own.stop();
  server.closeAllConnections();
  server.close();
});

test('logs no credential of any call', async () => {
  const credentials = {
    authorization: 'Bearer sk-in-header',
    'x-api-key': 'sk-in-header',
    cookie: 'session=sk-in-header',
  };
  const answer = await send(`${edge.url}openai/v1/models?key=sk-in-query`, { headers: credentials });
  await log(answer);
  for (const { bytes } of edge.logs) expect(bytes.toString('latin1')).not.toMatch(/sk-in|sk-provider/);
});
