import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EdgeServer, eventually, startEdge } from './edge-server.ts';
import { send, sendRaw, startUpstream, type Upstream } from './raw-http.ts';

const keyless = { ALLOW_KEYLESS: 'true', DEFAULT_ORGANISATION: 'local' };
let upstream: Upstream;
let edge: EdgeServer;

beforeAll(async () => {
  upstream = await startUpstream((_, response) => response.end('{}'));
  edge = await startEdge({
    UPSTREAMS: JSON.stringify({
      openai: upstream.url,
      anthropic: upstream.url,
      google: upstream.url,
      ollama: { url: `${upstream.url}/base/`, wire: 'openai' },
    }),
    GATEWAY_TARGETS: 'https://allowed.example',
    SAMPLE_PROVIDER_URL: `${upstream.url}/samples`,
    ...keyless,
  });
});

afterAll(async () => {
  await edge.stop();
  await upstream.stop();
});

const forms: [string, { path: string; headers?: Record<string, string> }, string, string][] = [
  ['the slug as first segment', { path: 'anthropic/v1/messages' }, 'anthropic', '/v1/messages'],
  ['a base path in front', { path: 'ollama/v1/chat/completions' }, 'ollama', '/base/v1/chat/completions'],
  ['the bare domain of OpenAI’s SDK', { path: 'v1/responses' }, 'openai', '/v1/responses'],
  [
    'the bare domain of Anthropic’s SDK',
    { path: 'v1/messages', headers: { 'anthropic-version': '2023-06-01' } },
    'anthropic',
    '/v1/messages',
  ],
  [
    'the bare domain of Google’s SDK',
    { path: 'v1beta/models/gemini-2.5-flash:generateContent' },
    'google',
    '/v1beta/models/gemini-2.5-flash:generateContent',
  ],
  [
    'the bare domain with Google’s key',
    { path: 'v1/models/gemini-2.5-flash:generateContent', headers: { 'x-goog-api-key': 'AIza' } },
    'google',
    '/v1/models/gemini-2.5-flash:generateContent',
  ],
  ['a host label', { path: 'v1/messages', headers: { host: 'anthropic.edge.example' } }, 'anthropic', '/v1/messages'],
  ['Helicone’s host label', { path: 'v1/models', headers: { host: 'oai.edge.example' } }, 'openai', '/v1/models'],
  [
    'a host called gateway',
    { path: 'openai/v1/models', headers: { host: 'gateway.edge.example' } },
    'openai',
    '/v1/models',
  ],
  ['the sample provider', { path: 'sample/anthropic/v1/messages' }, 'anthropic', '/samples/anthropic/v1/messages'],
];

test.each(forms)('understands %s', async (_, { path, headers = {} }, provider, upstreamPath) => {
  const answer = await send(edge.url + path, { headers });
  expect(answer.status).toBe(200);
  expect(upstream.received.at(-1)?.url).toBe(upstreamPath);
  const { call } = await edge.logOf(answer.headers['tally-request-id']);
  expect(call).toMatchObject({ provider, path: upstreamPath, target_host: new URL(upstream.url).host });
});

test.each(['tally-target-url', 'helicone-target-url', 'helicone-openai-api-base'])(
  'sends /gateway/… where %s says, when that is allowed',
  async (name) => {
    const answer = await send(`${edge.url}gateway/chat`, { headers: { [name]: `${upstream.url}/base` } });
    expect(upstream.received.at(-1)?.url).toBe('/base/chat');
    const { call } = await edge.logOf(answer.headers['tally-request-id']);
    expect(call.provider).toBe('openai');
  },
);

test.each([
  ['without a target', undefined, 400],
  ['to something that is no URL', 'nonsense', 400],
  ['to a URL with a password', 'https://user:secret@allowed.example', 400],
  ['to a host that is not on the list', 'https://evil.example', 403],
])('refuses a gateway call %s', async (_, target, status) => {
  const answer = await send(`${edge.url}gateway/v1/x`, { headers: target ? { 'tally-target-url': target } : {} });
  expect(answer.status).toBe(status);
  expect(answer.body.toString()).not.toContain('secret');
});

const targetForms: [string, string, string | undefined, string][] = [
  ['the bare domain', 'v1/chat/completions', undefined, '/base/v1/chat/completions'],
  ['Helicone’s host label', 'openai/deployments/x', 'oai.edge.example', '/base/openai/deployments/x'],
  ['a provider’s host label', 'v1/messages', 'anthropic.edge.example', '/base/v1/messages'],
  ['the gateway’s host label', 'openai/deployments/x', 'gateway.edge.example', '/base/openai/deployments/x'],
];

test.each(targetForms)('honours a target header on %s, or refuses it', async (_, path, host, upstreamPath) => {
  const to = (target: string) =>
    send(edge.url + path, { headers: { ...(host ? { host } : {}), 'helicone-openai-api-base': target } });
  expect((await to(`${upstream.url}/base`)).status).toBe(200);
  expect(upstream.received.at(-1)?.url).toBe(upstreamPath);
  const sentBefore = upstream.received.length;
  expect((await to('https://evil.example')).status).toBe(403);
  expect((await to('nonsense')).status).toBe(400);
  expect(upstream.received.length).toBe(sentBefore);
});

test.each(['openai/v1/models', 'ollama/v1/models', 'sample/openai/v1/models', 'nonsense/v1'])(
  'refuses a target header on /%s instead of ignoring it',
  async (path) => {
    const sentBefore = upstream.received.length;
    const answer = await send(edge.url + path, { headers: { 'tally-target-url': 'https://allowed.example' } });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString()).error.code).toBe('target_not_applicable');
    expect(upstream.received.length).toBe(sentBefore);
  },
);

test.each(['/../x', '/v1/..', '/./x', '/%2e%2E/x', '/.%2e/x', '/v1/%2e', '/..\\x', '/a\\..\\..\\x', '/..#x'])(
  'refuses the path %s, from which another one would be made',
  async (path) => {
    const sentBefore = upstream.received.length;
    const { status, text } = await sendRaw(edge.port, `GET /ollama${path} HTTP/1.1\r\nHost: edge\r\n`);
    expect(status).toBe(400);
    expect(JSON.parse(text).error.code).toBe('invalid_path');
    expect(upstream.received.length).toBe(sentBefore);
  },
);

test.each(['/a%2Fb', '/a%2F..%2Fb', '//a//', '/%zz', '/.well-known', '/...', '/a..b', '/%2ea', '/a.%2e'])(
  'passes the path %s as it stands',
  async (path) => {
    const { status } = await sendRaw(edge.port, `GET /ollama${path} HTTP/1.1\r\nHost: edge\r\n`);
    expect(status).toBe(200);
    expect(upstream.received.at(-1)?.url).toBe(`/base${path}`);
  },
);

test('answers 404 with the forms that exist, and names none of its own upstreams', async () => {
  const answer = await send(`${edge.url}nonsense/v1/x`);
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.body.toString()).error.message).toMatch(/known everywhere: openai, anthropic, .*\./);
});

test.each([
  ['azure/openai/v1/chat/completions', 'edge', 'azure', 'https://RESOURCE.openai.azure.com'],
  ['openai/v1/chat/completions', 'azure.edge.example', 'azure', 'https://RESOURCE.openai.azure.com'],
  ['vllm/v1/models', 'edge', 'vllm', 'http://127.0.0.1:8000'],
])('says what to configure for a call to somebody’s own host: %s at %s', async (path, host, slug, example) => {
  const sentBefore = upstream.received.length;
  const answer = await send(edge.url + path, { headers: { host } });
  expect(answer.status).toBe(404);
  expect(JSON.parse(answer.body.toString()).error).toMatchObject({
    code: 'upstream_not_configured',
    message: expect.stringContaining(`{"${slug}":"${example}"}`),
  });
  expect(upstream.received.length).toBe(sentBefore);
});

test('tells its health, and 404 for what else might stand under /tally/', async () => {
  expect(JSON.parse((await send(`${edge.url}tally/health`)).body.toString())).toMatchObject({ ok: true });
  expect((await send(`${edge.url}tally/nonsense`)).status).toBe(404);
});

test.each([
  ['its own name', 'edge.example', 'openai/v1/models', 508],
  ['its own name, spelled otherwise', 'EDGE.example.:80', 'openai/v1/models', 508],
  ['a label of its own', 'oai.edge.example', 'v1/models', 508],
  ['another label of its own', 'anthropic.edge.example', 'x', 508],
  ['a target that is itself', 'edge.example', 'gateway/x', 508],
  ['a sibling is another host', 'gateway.edge.example:8787', 'openai/v1/models', 502],
])('takes only itself for itself: %s', async (_, host, path, status) => {
  // Nothing listens on that port of the loopback address.
  const sibling = host.startsWith('gateway') ? 'http://openai.edge.example:1' : 'http://edge.example/openai';
  const self = await startEdge({ UPSTREAMS: JSON.stringify({ openai: sibling, anthropic: sibling }), ...keyless });
  const target = path.startsWith('gateway') ? { 'tally-target-url': 'http://edge.example' } : {};
  expect((await send(self.url + path, { headers: { host, ...target } })).status).toBe(status);
  await self.stop();
});

test.each([
  [
    'a URL with a password',
    { UPSTREAMS: '{"openai":"https://user:hunter2@example.com"}', ...keyless },
    'the URL of "openai"',
  ],
  ['a gateway target with a path', { GATEWAY_TARGETS: 'https://allowed.example/hunter2', ...keyless }, 'an origin'],
  ['no secret and no keyless calls', { KEY_SECRET_WRITE: '' }, 'KEY_SECRET_WRITE is missing'],
])('tells its operator, and no caller, what is wrong with its settings: %s', async (_, variables, detail) => {
  const broken = await startEdge(variables);
  const answer = await send(`${broken.url}openai/v1/models`);
  expect(answer.status).toBe(500);
  expect(JSON.parse(answer.body.toString()).error.message).toBe(
    'The edge is misconfigured. Its logs tell its operator how.',
  );
  const lines = await eventually(() => broken.console.join('\n') || undefined);
  expect(lines).toContain(detail);
  expect(answer.body.toString() + lines).not.toContain('hunter2');
  await broken.stop();
});

test('refuses a call that asks for a guard which is not there', async () => {
  const before = upstream.received.length;
  const answer = await send(`${edge.url}openai/v1/models`, { headers: { 'helicone-moderations-enabled': 'true' } });
  expect(answer).toMatchObject({ status: 501, headers: { 'x-should-retry': 'false' } });
  expect(upstream.received.length).toBe(before);
});

test('logs what the describing headers say, and warns of what it dropped', async () => {
  const id = '5f0c1d5e-8f4b-4f6d-9a54-0123456789ab';
  const answer = await send(`${edge.url}openai/v1/models`, {
    headers: {
      'tally-request-id': id,
      'helicone-user-id': 'lost',
      'tally-user-id': Buffer.from('Zoë 東京').toString('latin1'),
      'tally-session-id': 's'.repeat(300),
      'tally-property-team': 'core',
      'helicone-cache-enabled': 'true',
      'tally-omit-request': 'true',
    },
  });
  expect(answer.headers['tally-request-id']).toBe(id);
  expect(answer.headers['tally-warning']).toContain('Tally-Session-Id is longer than 256 characters');
  const { call } = await edge.logOf(id);
  expect(call).toMatchObject({ user_id: 'Zoë 東京', session_id: '', properties: { team: 'core' } });
  expect(call.request.omit).toBe(true);
  expect(call.warnings).toHaveLength(2);
});

test('replaces a request id that is not a UUID', async () => {
  const { headers } = await send(`${edge.url}openai/v1/models`, { headers: { 'tally-request-id': 'call-1' } });
  expect(headers['tally-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect(headers['tally-warning']).toContain('not a UUID');
});

test('answers a browser’s preflight without a key, and lets it read the answer', async () => {
  const strict = await startEdge({ UPSTREAMS: JSON.stringify({ openai: upstream.url }) });
  const origin = 'https://app.example';
  const preflight = await send(`${strict.url}openai/v1/chat/completions`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, tally-auth, x-stainless-os',
    },
  });
  expect(preflight).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, tally-auth, x-stainless-os',
    },
  });
  const refused = await send(`${strict.url}openai/v1/models`, { headers: { origin } });
  expect(refused).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': origin } });
  expect(refused.headers['access-control-expose-headers']).toContain('Tally-Request-Id');
  await strict.stop();
});

test('passes an OPTIONS on that is not a preflight', async () => {
  await send(`${edge.url}openai/v1/models`, { method: 'OPTIONS' });
  expect(upstream.received.at(-1)?.method).toBe('OPTIONS');
});

test('survives hostile headers', async () => {
  const properties = Array.from({ length: 80 }, (_, index) => `Tally-Property-P${index}: ${'v'.repeat(90)}\r\n`).join(
    '',
  );
  const { status, head } = await sendRaw(
    edge.port,
    'GET /openai/v1/models HTTP/1.1\r\nHost: edge\r\nConnection: bad name(, , \x80\r\nTally-User-Id: a\r\nTally-User-Id: b\r\n' +
      `Tally-Property-__proto__: x\r\nTally-Session-Name: \xff\xfe\r\n${properties}`,
  );
  expect(status).toBe(200);
  const { call } = await edge.logOf(/tally-request-id: (\S+)/.exec(head)?.[1]);
  expect(call.user_id).toBe('a, b');
  expect(Object.keys(call.properties).length).toBeLessThanOrEqual(64);
});
