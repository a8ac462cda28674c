import Anthropic from '@anthropic-ai/sdk';
import { signKey } from '@tallystick/log';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EdgeServer, eventually, secret, startEdge, writeKey } from './edge-server.ts';
import { send, startUpstream, type Upstream } from './raw-http.ts';

let upstream: Upstream;
let edge: EdgeServer;

beforeAll(async () => {
  upstream = await startUpstream((_, response) => response.end('{}'));
  edge = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url, anthropic: upstream.url, google: upstream.url }),
  });
});

afterAll(async () => {
  await edge.stop();
  await upstream.stop();
});

test('logs a call for the organisation and key of its header', async () => {
  const answer = await send(`${edge.url}openai/v1/models`, {
    headers: { 'tally-auth': `Bearer ${await writeKey()}` },
  });
  const { call } = await edge.logOf(answer.headers['tally-request-id']);
  expect(call).toMatchObject({ org_id: 'acme', key_id: 'key-1' });
});

test('takes the key of a Helicone client', async () => {
  const answer = await send(`${edge.url}openai/v1/models`, {
    headers: { 'helicone-auth': `Bearer ${await writeKey()}` },
  });
  expect(answer.status).toBe(200);
});

test('takes a key from the path, and neither sends nor logs it', async () => {
  const key = await writeKey('path-key');
  const answer = await send(`${edge.url}k/${key}/openai/v1/models?a=b`);
  expect(upstream.received.at(-1)?.url).toBe('/v1/models?a=b');
  const { call, bytes } = await edge.logOf(answer.headers['tally-request-id']);
  expect(call).toMatchObject({ path: '/v1/models', key_id: 'path-key' });
  expect(bytes.includes(key)).toBe(false);
});

test('passes a provider’s key in the query on, and logs no query', async () => {
  const answer = await send(
    `${edge.url}google/v1beta/models/gemini-2.5-flash:streamGenerateContent?key=AIzaSecret&alt=sse`,
    {
      headers: { 'tally-auth': `Bearer ${await writeKey()}` },
    },
  );
  expect(upstream.received.at(-1)?.url).toMatch(/:streamGenerateContent\?key=AIzaSecret&alt=sse$/);
  const { call, bytes } = await edge.logOf(answer.headers['tally-request-id']);
  expect(call.path).toBe('/v1beta/models/gemini-2.5-flash:streamGenerateContent');
  expect(bytes.includes('AIzaSecret')).toBe(false);
});

test.each([
  ['google/v1beta/models/gemini-2.5-flash:generateContent', {}],
  ['v1beta/models/gemini-2.5-flash:generateContent', {}],
  ['nonsense', { 'x-goog-api-key': 'AIza' }],
])('refuses a call to /%s in Google’s error shape', async (path, headers) => {
  const { status, body } = await send(edge.url + path, { headers });
  expect(status).toBe(401);
  expect(JSON.parse(body.toString()).error).toMatchObject({
    code: 401,
    status: 'UNAUTHENTICATED',
    message: expect.stringContaining('A Tallystick key is needed'),
    details: [{ reason: 'MISSING_TALLY_KEY' }, { requestId: expect.stringMatching(/./) }],
  });
});

test('refuses a call to Cohere in its error shape', async () => {
  const { status, body, headers } = await send(`${edge.url}cohere/v2/chat`);
  expect(status).toBe(401);
  expect(JSON.parse(body.toString())).toEqual({
    id: headers['tally-request-id'] ?? expect.stringMatching(/./),
    message: expect.stringContaining('A Tallystick key is needed'),
  });
});

const refused: [string, () => Promise<string | undefined>, number, RegExp][] = [
  ['no key', async () => undefined, 401, /key is needed/],
  ['a malformed key', async () => 'tally_w_nonsense', 401, /malformed/],
  ['a key of another deployment', () => sign('w', 'another secret', 0), 401, /not valid here/],
  ['an expired key', () => writeKey('old', 1_600_000_000), 401, /expired/],
  ['a read key', () => sign('r', secret, 0), 403, /write key is needed/],
];

function sign(kind: 'w' | 'r', signingSecret: string, expiresAt: number): Promise<string> {
  return signKey({ kind, organisationId: 'acme', keyId: 'key-1', expiresAt }, signingSecret);
}

test.each(refused)('refuses %s so that each SDK shows why', async (_, makeKey, status, message) => {
  const sentBefore = upstream.received.length;
  const key = await makeKey();
  const options = { apiKey: 'sk-x', maxRetries: 0, defaultHeaders: key ? { 'Tally-Auth': `Bearer ${key}` } : {} };
  const openai = new OpenAI({ ...options, baseURL: `${edge.url}openai/v1` });
  const anthropic = new Anthropic({ ...options, baseURL: `${edge.url}anthropic` });
  await expect(openai.models.list()).rejects.toMatchObject({ status, message: expect.stringMatching(message) });
  await expect(anthropic.models.list()).rejects.toMatchObject({ status, message: expect.stringMatching(message) });
  expect(upstream.received.length).toBe(sentBefore);
});

test('refuses a bad key in the path too', async () => {
  expect((await send(`${edge.url}k/tally_w_nonsense/openai/v1/models`)).status).toBe(401);
});

test('takes a key from the path behind a base URL that ends in a slash', async () => {
  const key = await writeKey('path-key');
  expect((await send(`${edge.url}/k/${key}/openai/v1/models`)).status).toBe(200);
  expect(upstream.received.at(-1)?.url).toBe('/v1/models');
});

test('checks a key in the path also beside one in a header', async () => {
  const key = await writeKey();
  const call = (pathKey: string, headerKey: string) =>
    send(`${edge.url}k/${pathKey}/openai/v1/models`, { headers: { 'tally-auth': `Bearer ${headerKey}` } });
  expect((await call(key, key)).status).toBe(200);
  expect((await call('tally_w_nonsense', key)).status).toBe(401);
  expect((await call(key, 'tally_w_nonsense')).status).toBe(401);
});

test.each<[string, (key: string) => { path?: string; headers?: Record<string, string> }]>([
  ['the path', (key) => ({ path: `openai/k/${key}/v1/models` })],
  ['the query', (key) => ({ path: `openai/v1/models?api_key=${key}` })],
  ['the header authorization', (key) => ({ headers: { authorization: `Bearer ${key}` } })],
  ['the header x-api-key', (key) => ({ headers: { 'x-api-key': key } })],
  ['the header referer', (key) => ({ headers: { referer: `https://edge.example/k/${key}/` } })],
])('sends no call with a Tallystick key in %s, and says where it belongs', async (place, call) => {
  const sentBefore = upstream.received.length;
  const key = await writeKey();
  const { path = 'openai/v1/models', headers = {} } = call(key);
  const answer = await send(edge.url + path, { headers: { 'tally-auth': `Bearer ${key}`, ...headers } });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body.toString()).error).toMatchObject({
    code: 'misplaced_tally_key',
    message: expect.stringMatching(new RegExp(`in ${place},.*Tally-Auth`)),
  });
  expect(upstream.received.length).toBe(sentBefore);
});

test.each<[string, Record<string, string>]>([
  ['nonsense/v1/x', {}],
  ['gateway/v1/x', { 'tally-target-url': 'https://evil.example' }],
  ['gateway/v1/x', { 'tally-target-url': 'https://api.openai.com' }],
])('tells a stranger at /%s nothing but that a key is needed', async (path, headers) => {
  expect((await send(edge.url + path, { headers })).status).toBe(401);
});

test('learns of a revoked key beside the calls', async () => {
  const own = await startEdge({ UPSTREAMS: JSON.stringify({ openai: upstream.url }) });
  await own.revoke('stolen');
  const headers = { 'tally-auth': `Bearer ${await writeKey('stolen')}` };
  const refusal = await eventually(async () => {
    const answer = await send(`${own.url}openai/v1/models`, { headers });
    return answer.status === 401 ? answer.body.toString() : undefined;
  });
  expect(refusal).toContain('revoked');
  await own.stop();
});

test('goes on accepting keys when D1 is away', async () => {
  const own = await startEdge({ UPSTREAMS: JSON.stringify({ openai: upstream.url }) }, { database: 'throws' });
  const headers = { 'tally-auth': `Bearer ${await writeKey()}` };
  expect((await send(`${own.url}openai/v1/models`, { headers })).status).toBe(200);
  expect((await send(`${own.url}openai/v1/models`, { headers })).status).toBe(200);
  expect(own.console.join('\n')).toContain('Revoked keys could not be read');
  await own.stop();
});

test('accepts the previous secret while it is being rotated', async () => {
  const own = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url }),
    KEY_SECRET_WRITE: 'a newer secret',
    KEY_SECRET_WRITE_PREVIOUS: secret,
  });
  const headers = { 'tally-auth': `Bearer ${await writeKey()}` };
  expect((await send(`${own.url}openai/v1/models`, { headers })).status).toBe(200);
  await own.stop();
});

test('refuses an invalid key even where none is needed', async () => {
  const own = await startEdge({
    UPSTREAMS: JSON.stringify({ openai: upstream.url }),
    ALLOW_KEYLESS: 'true',
    DEFAULT_ORGANISATION: 'local',
  });
  expect((await send(`${own.url}openai/v1/models`)).status).toBe(200);
  const answer = await send(`${own.url}openai/v1/models`, { headers: { 'tally-auth': 'Bearer tally_w_nonsense' } });
  expect(answer.status).toBe(401);
  await own.stop();
});
