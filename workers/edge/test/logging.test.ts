import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EdgeServer, eventually, type Logged, readMessage, startEdge, writeKey } from './edge-server.ts';

let edge: EdgeServer;
let key: string;

beforeAll(async () => {
  edge = await startEdge();
  key = await writeKey();
});

afterAll(() => edge.stop());

/** @param body a value to be sent as JSON, or a text to be sent as it is */
function post(body: unknown, headers: Record<string, string> = {}, to = edge): Promise<Response> {
  return fetch(`${to.url}tally/v1/log`, {
    method: 'POST',
    headers: { 'tally-auth': `Bearer ${key}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Posts one call that must be taken. @returns its log, and what was answered */
async function logged(call: unknown): Promise<Logged & { warnings: string[] }> {
  const response = await post(call);
  const answer = (await response.json()) as { accepted: number; request_ids: string[]; warnings: string[] };
  expect(response.status, JSON.stringify(answer)).toBe(202);
  return { ...(await edge.logOf(answer.request_ids[0])), warnings: answer.warnings };
}

async function refusal(response: Response): Promise<{ status: number; code: string; message: string }> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return { status: response.status, ...error };
}

const yesterday = Date.now() - 86_400_000;
const minimal = { provider: 'openai', path: '/v1/chat/completions', created_at: yesterday, latency_ms: 1200 };
const request = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Zoë 🌿' }] };
const response = { id: 'chatcmpl-1', model: 'gpt-4o-mini-2024-07-18', choices: [] };

test('logs a call with its times, bodies and description as if it had passed the edge', async () => {
  const {
    call,
    request: sent,
    response: answered,
  } = await logged({
    ...minimal,
    created_at: '2026-01-31T10:00:00.250+01:00',
    latency_ms: undefined,
    responded_at: Date.parse('2026-01-31T09:00:02.000Z'),
    ttft_ms: 310,
    status: 201,
    request,
    response,
    country: 'FR',
    user_id: 'ada',
    session_id: 's-1',
    session_path: 'trip/flights',
    session_name: 'Trip',
    prompt_id: 'greeting',
    model_override: 'gpt-4o',
    properties: { Team: 'search', attempt: 2 },
  });
  expect(call).toMatchObject({
    org_id: 'acme',
    key_id: 'key-1',
    created_at: Date.parse('2026-01-31T09:00:00.250Z'),
    responded_at: Date.parse('2026-01-31T09:00:02.000Z'),
    latency_ms: 1750,
    ttft_ms: 310,
    provider: 'openai',
    wire: 'openai',
    method: 'POST',
    path: '/v1/chat/completions',
    target_host: 'api.openai.com',
    status: 201,
    streamed: false,
    finish: 'complete',
    country: 'FR',
    user_id: 'ada',
    session_id: 's-1',
    session_path: 'trip/flights',
    session_name: 'Trip',
    prompt_id: 'greeting',
    model_override: 'gpt-4o',
    properties: { team: 'search', attempt: '2' },
    warnings: [],
    request: { whole: true, type: 'application/json', omit: false },
  });
  expect(JSON.parse(sent.toString())).toEqual(request);
  expect(JSON.parse(answered.toString())).toEqual(response);
  expect(call.request.bytes).toBe(sent.length);
});

test('keeps a text byte for byte, and takes one that begins like a stream of events for one', async () => {
  const stream = 'event: message_start\ndata: {"n": 1.0}\n\n: a comment\n\n';
  const {
    call,
    request: sent,
    response: answered,
  } = await logged({ ...minimal, request: '{"big": 1e400 }', response: stream });
  expect(call).toMatchObject({ streamed: true, response: { type: 'text/event-stream' } });
  expect([sent.toString(), answered.toString()]).toEqual(['{"big": 1e400 }', stream]);
});

test('logs a call of which nothing but its time is known', async () => {
  const { call, request: sent } = await logged({
    ...minimal,
    provider: 'acme-llm',
    status: 503,
    error: 'no answer',
    request: null,
  });
  expect(call).toMatchObject({ provider: 'acme-llm', wire: '', target_host: '', status: 503, error: 'no answer' });
  expect(call.request).toMatchObject({ bytes: null, captured: 0, whole: false });
  expect(sent.length).toBe(0);
  expect(Number.parseInt(call.request_id.replace('-', '').slice(0, 12), 16)).toBe(yesterday);
});

test('takes two of the largest requests at a time, and reads another to its end before it says so', async () => {
  const body = JSON.stringify({ ...minimal, request: 'x'.repeat(5_200_000) });
  const headers = { 'tally-auth': `Bearer ${key}`, 'content-length': body.length };
  const taken = [1, 2].map(() => httpRequest(`${edge.url}tally/v1/log`, { method: 'POST', headers }));
  for (const begun of taken) begun.flushHeaders();
  const refused = await eventually(async () => {
    const answer = await post(body);
    return answer.status === 202 ? undefined : refusal(answer);
  });
  expect(refused).toMatchObject({ status: 503, code: 'busy' });
  for (const begun of taken) {
    begun.end(body);
    const [answer]: IncomingMessage[] = await once(begun, 'response');
    expect(answer?.resume().statusCode).toBe(202);
  }
});

test('gives the same call the same message however often it is posted, and another call another one', async () => {
  const id = crypto.randomUUID();
  const first = await logged({ ...minimal, request_id: id, request });
  await post({ ...minimal, request_id: id, request });
  const again = await eventually(() => {
    const found = edge.logs.filter(({ call }) => call.request_id === id);
    return found.length === 2 ? found : undefined;
  });
  expect(again.map(({ bytes }) => bytes.equals(first.bytes))).toEqual([true, true]);
  expect(first.call.isolate_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const others = await Promise.all([
    logged({ ...minimal, request_id: id, created_at: yesterday + 1 }),
    logged({ ...minimal, request_id: crypto.randomUUID() }),
  ]);
  // `logOf` finds the first of several with one id.
  await eventually(() => (edge.logs.filter(({ call }) => call.request_id === id).length === 3 ? true : undefined));
  const places = new Set(edge.logs.map(({ call }) => `${call.request_id} ${call.created_at} ${call.isolate_id}`));
  expect(places.size).toBe(edge.logs.length - 1);
  expect(others.every(({ call }) => call.isolate_seq === 1)).toBe(true);
});

test('takes many calls at once, in an order that the answer keeps', async () => {
  const calls = Array.from({ length: 1000 }, (_, n) => ({ ...minimal, created_at: yesterday + n, request: { n } }));
  const answer = (await (await post({ calls })).json()) as { accepted: number; request_ids: string[] };
  expect(answer.accepted).toBe(1000);
  for (const n of [0, 499, 999]) {
    const { request: sent } = await edge.logOf(answer.request_ids[n]);
    expect(JSON.parse(sent.toString())).toEqual({ n });
  }
  await eventually(() => {
    const arrived = new Set(edge.logs.map(({ call }) => call.request_id));
    return answer.request_ids.every((id) => arrived.has(id)) ? true : undefined;
  });
});

test('takes a key as Authorization, too, where no provider stands behind it', async () => {
  const taken = await post(minimal, { 'tally-auth': '', authorization: `Bearer ${key}` });
  expect(await refusal(await post(minimal, { 'tally-auth': 'Bearer tally_w_x' }))).toMatchObject({ status: 401 });
  const bare = await fetch(`${edge.url}tally/v1/log`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(minimal),
  });
  expect(bare.status).toBe(202);
  expect(taken.status).toBe(401);
});

test('names what it drops, in the answer and in the row', async () => {
  const { call, warnings } = await logged({ ...minimal, user_id: 'a\0b', properties: { ok: 'yes', 'not ok': 'x' } });
  expect(call).toMatchObject({ user_id: '', properties: { ok: 'yes' } });
  expect(call.warnings.length).toBe(2);
  expect(warnings).toEqual(call.warnings);
  const among = await post({ calls: [minimal, { ...minimal, user_id: 'a\0b' }] });
  expect(await among.json()).toMatchObject({ warnings: [expect.stringMatching(/^calls\[1\]: .*user.id/i)] });
});

test('marks bodies that are not to be kept', async () => {
  const { call } = await logged({ ...minimal, request, response, omit_request: true });
  expect([call.request.omit, call.response.omit]).toEqual([true, false]);
});

const twin = { ...minimal, request_id: crypto.randomUUID() };
const deep = `${'{"0":'.repeat(200_000)}0${'}'.repeat(200_000)}`;
const bad: [string, unknown, RegExp][] = [
  ['no JSON', '{"provider":', /must be JSON/],
  ['a bare list', [minimal], /^The body must be one call, an object, or {"calls"/],
  ['a call that is no object', { calls: [minimal, 7] }, /^calls\[1\]: must be an object, the call\. No call/],
  ['an empty list', { calls: [] }, /^calls: is empty; send at least one call/],
  ['a list that is none', { calls: 'x' }, /^calls: must be a list/],
  ['something beside the list', { calls: [], user: 'x' }, /^user: unknown field beside calls/],
  ['an unknown field', { calls: [minimal, { ...minimal, user: 'ada' }] }, /^calls\[1\]: unknown field user\. No call/],
  [
    'a field of the prototype',
    JSON.stringify(minimal).replace('{', '{"__proto__":{"x":1},'),
    /unknown field __proto__/,
  ],
  ['no time', { ...minimal, created_at: undefined }, /^created_at: must be Unix milliseconds, or ISO/],
  ['a time without a zone', { ...minimal, created_at: '2026-01-31T10:00:00' }, /created_at: must be Unix/],
  ['a day that no month has', { ...minimal, created_at: '2026-02-30T09:30:00Z' }, /^created_at: must be Unix/],
  ['a country by its name', { ...minimal, country: 'Germany' }, /^country: must be an ISO 3166 code of two capital/],
  ['seconds', { ...minimal, created_at: 1_769_850_000 }, /created_at: is before 2020 \(numbers are Unix milli/],
  ['the future', { ...minimal, created_at: Date.now() + 3_600_000 }, /created_at: lies in the future/],
  ['a huge number', { ...minimal, created_at: 1e300 }, /created_at: must be Unix/],
  ['no length of time', { ...minimal, latency_ms: null }, /latency_ms: is needed, or responded_at/],
  ['an endless call', { ...minimal, latency_ms: 2 ** 32 }, /latency_ms: is longer than 49 days/],
  ['an end before the beginning', { ...minimal, responded_at: yesterday - 1 }, /responded_at: is before created_at/],
  ['an end long after', { ...minimal, created_at: 1.6e12, responded_at: yesterday }, /more than 49 days after/],
  ['a path with a query', { ...minimal, path: '/v1/x?key=AIza-never' }, /path: must come without the query/],
  ['a status that is none', { ...minimal, status: 2000 }, /status: must be an HTTP status/],
  ['another provider’s spelling', { ...minimal, provider: 'Open AI' }, /provider: must be lower-case letters/],
  ['one call twice', { calls: [twin, twin] }, /^calls\[1\]: request_id: calls\[0\] has it too/],
  [
    'a value nested too deeply',
    `{"provider":"openai","path":"/v1/x","created_at":${yesterday},"latency_ms":1,"request":${deep}}`,
    /request: is nested too deeply/,
  ],
];

test.each(bad)('refuses %s, saying where and why, and takes no call of the request', async (_, body, message) => {
  const before = edge.logs.length;
  const refused = await refusal(await post(body));
  expect(refused).toMatchObject({ status: 400, message: expect.stringMatching(message) });
  expect(refused.message).not.toContain('never');
  expect(edge.logs.length).toBe(before);
});

test('refuses a path that holds a Tallystick key, without repeating it', async () => {
  const refused = await refusal(await post({ ...minimal, path: `/k/${key}/v1/x` }));
  expect(refused).toMatchObject({ status: 400, message: expect.stringContaining('holds a Tallystick key') });
  expect(refused.message).not.toContain(key);
});

test('refuses headers that would describe a call, since here its fields do', async () => {
  const refused = await refusal(await post(minimal, { 'tally-user-id': 'ada' }));
  expect(refused).toMatchObject({ status: 400, message: expect.stringContaining('put what user-id says there') });
});

test('takes calls of 5 MB and lone surrogates, and refuses more than it can hold, in size or number', async () => {
  const large = 'A stick, notched and split. '.repeat(185_000);
  const { call, request: sent } = await logged({ ...minimal, request: `${large}\ud800` });
  const stored =
    call.object_key === undefined
      ? sent
      : (await readMessage((await edge.objects())[0]?.bytes ?? Buffer.alloc(0))).request;
  expect(stored.toString()).toBe(`${large}\ufffd`);
  expect(await refusal(await post({ ...minimal, request: large + large }))).toMatchObject({
    status: 413,
    message: expect.stringContaining('5242880 bytes'),
  });
  const many = { calls: Array.from({ length: 1001 }, () => minimal) };
  expect(await refusal(await post(many))).toMatchObject({
    status: 413,
    message: expect.stringMatching(/at most 1000 calls/),
  });
});

test('refuses what it would have to guess at: compressed calls, and bodies of unknown length', async () => {
  expect(await refusal(await post(minimal, { 'content-encoding': 'gzip' }))).toMatchObject({ status: 415 });
  const body = new Blob([JSON.stringify(minimal)]).stream();
  const streamed = { method: 'POST', headers: { 'tally-auth': `Bearer ${key}` }, body, duplex: 'half' };
  expect(await refusal(await fetch(`${edge.url}tally/v1/log`, streamed as RequestInit))).toMatchObject({ status: 411 });
});

test('says which method it takes, and lets browsers ask first', async () => {
  const url = `${edge.url}tally/v1/log`;
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
    const answer = await fetch(url, { method });
    expect([answer.status, answer.headers.get('allow')], method).toEqual([405, 'POST, OPTIONS']);
  }
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'https://app.example',
  ]);
  const taken = await post(minimal, { origin: 'https://app.example' });
  expect(taken.headers.get('access-control-allow-origin')).toBe('https://app.example');
});

test('logs for the default organisation without a key only where that is allowed', async () => {
  const send = (url: string) => fetch(`${url}tally/v1/log`, { method: 'POST', body: JSON.stringify(minimal) });
  expect((await send(edge.url)).status).toBe(401);
  const keyless = await startEdge({ ALLOW_KEYLESS: 'true', DEFAULT_ORGANISATION: 'local' });
  try {
    expect((await send(keyless.url)).status).toBe(202);
    expect(await eventually(() => keyless.logs[0]?.call)).toMatchObject({ org_id: 'local', key_id: '' });
  } finally {
    await keyless.stop();
  }
});

test('says so while logging is off, instead of taking calls that nobody would see', async () => {
  const off = await startEdge({ LOGGING: 'off' });
  try {
    expect(await refusal(await post(minimal, {}, off))).toMatchObject({ status: 503, code: 'logging_off' });
  } finally {
    await off.stop();
  }
});
