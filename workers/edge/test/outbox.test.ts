import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EdgeServer, eventually, readMessage, startEdge } from './edge-server.ts';
import type { Faults } from './faults.ts';
import { send, startUpstream, type Upstream } from './raw-http.ts';

const large = randomBytes(300_000);
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream(({ url }, response) => response.end(url === '/v1/large' ? large : '{"ok":true}'));
});

afterAll(() => upstream.stop());

async function withEdge(faults: Faults, use: (edge: EdgeServer) => Promise<void>): Promise<void> {
  const edge = await startEdge(
    { UPSTREAMS: JSON.stringify({ openai: upstream.url }), ALLOW_KEYLESS: 'true', DEFAULT_ORGANISATION: 'local' },
    faults,
  );
  try {
    await use(edge);
  } finally {
    await edge.stop();
  }
}

const secretCall = { method: 'POST', headers: { authorization: 'Bearer sk-never-log-me' } };

test('stores a message that is too large for the queue whole in R2, and queues a pointer', () =>
  withEdge({}, async (edge) => {
    const answer = await send(`${edge.url}openai/v1/large`, secretCall, large);
    const { call, request } = await edge.logOf(answer.headers['tally-request-id']);
    const [object] = await edge.objects();
    expect(call.object_key).toBe(object?.key);
    expect(call.object_key).toMatch(/^messages\/\d{4}-\d\d-\d\d\/local\//);
    expect(call.request.captured).toBe(large.length);
    expect(request.length).toBe(0);
    const stored = await readMessage(object?.bytes ?? Buffer.alloc(0));
    expect(stored.request.equals(large) && stored.response.equals(large)).toBe(true);
    expect(stored.call).toEqual({ ...call, object_key: undefined });
  }));

test('packs a large message that shrinks enough inline', () =>
  withEdge({}, async (edge) => {
    const text = 'A stick, notched and split. '.repeat(10_000);
    const answer = await send(`${edge.url}openai/v1/small`, secretCall, text);
    const { call, request, bytes } = await edge.logOf(answer.headers['tally-request-id']);
    expect(call.object_key).toBeUndefined();
    expect(request.toString()).toBe(text);
    expect(bytes.length).toBeLessThan(text.length / 10);
  }));

test('logs each of many calls that end at once exactly once', () =>
  withEdge({}, async (edge) => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => send(`${edge.url}openai/v1/small`, secretCall, `{"n":${n}}`)),
    );
    for (const [n, { headers }] of answers.entries()) {
      const { request } = await edge.logOf(headers['tally-request-id']);
      expect(request.toString()).toBe(`{"n":${n}}`);
    }
    expect(new Set(edge.logs.map(({ call }) => call.isolate_seq)).size).toBe(60);
    expect(edge.logs.length).toBe(60);
  }));

test('spills each of many messages to an object of its own when the queue throws', () =>
  withEdge({ queue: 'throws' }, async (edge) => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => send(`${edge.url}openai/v1/small`, secretCall, `{"n":${n}}`)),
    );
    const spilled = await eventually(async () => {
      const objects = await edge.objects();
      return objects.length === 60 ? objects : undefined;
    });
    const messages = await Promise.all(spilled.map(({ bytes }) => readMessage(bytes)));
    const ids = messages.map(({ call }) => call.request_id);
    expect(ids.toSorted()).toEqual(answers.map(({ headers }) => headers['tally-request-id']).toSorted());
  }));

test('tries the queue a second time', () =>
  withEdge({ queue: 'throws', queueFaults: 1 }, async (edge) => {
    const answer = await send(`${edge.url}openai/v1/small`, secretCall, '{"a":1}');
    const { request } = await edge.logOf(answer.headers['tally-request-id']);
    expect(request.toString()).toBe('{"a":1}');
    expect(await edge.objects()).toEqual([]);
  }));

test.each(['throws', 'hangs'] as const)('spills the message to R2 when the queue %s, with the call unharmed', (queue) =>
  withEdge({ queue }, async (edge) => {
    const answer = await send(`${edge.url}openai/v1/small`, secretCall, '{"a":1}');
    expect(answer).toMatchObject({ status: 200, ended: true });
    expect(answer.body.toString()).toBe('{"ok":true}');
    const spilled = await eventually(async () => (await edge.objects())[0]);
    const { call, request, response, bytes } = await readMessage(spilled.bytes);
    expect(spilled.key).toMatch(new RegExp(`^spill/\\d{4}-\\d\\d-\\d\\d/${call.isolate_id}-${call.isolate_seq}$`));
    expect([request.toString(), response.toString()]).toEqual(['{"a":1}', '{"ok":true}']);
    expect(bytes.includes('sk-never-log-me')).toBe(false);
  }),
);

test.each(['throws', 'hangs'] as const)('queues the pointer to bodies also when the put to R2 %s', (objects) =>
  withEdge({ objects }, async (edge) => {
    const answer = await send(`${edge.url}openai/v1/large`, secretCall, large);
    expect(answer.body.equals(large)).toBe(true);
    const { call } = await edge.logOf(answer.headers['tally-request-id']);
    expect(call.object_key).toMatch(new RegExp(`/${call.isolate_id}-${call.isolate_seq}$`));
    expect(call).toMatchObject({ request: { captured: large.length, whole: true, bytes: large.length } });
    expect(edge.console.join('\n')).toContain(`The bodies of call ${call.request_id} may be lost`);
  }),
);

test('packs a pointer that many properties make too long for the queue', () =>
  withEdge({}, async (edge) => {
    const properties = Object.fromEntries(
      Array.from({ length: 62 }, (_, index) => [`tally-property-p${index}`, '"'.repeat(1024)]),
    );
    const headers = { ...secretCall.headers, ...properties };
    const answer = await send(`${edge.url}openai/v1/large`, { ...secretCall, headers }, large);
    const { call, bytes } = await edge.logOf(answer.headers['tally-request-id']);
    expect(call.object_key).toBeDefined();
    expect(Object.keys(call.properties).length).toBe(62);
    expect(JSON.stringify(call).length).toBeGreaterThan(128_000);
    expect(bytes.length).toBeLessThan(128_000);
  }));

test.each([
  ['the queue hangs when they are first sent', 'hangs with batches', []],
  ['the call that gathered them is ended by the platform', 'dies with batches', ['an invocation died']],
] as const)('hands over the logs of all calls that went together when %s', (_, queue, said) =>
  withEdge({ queue, objects: 'throws' }, async (edge) => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => send(`${edge.url}openai/v1/small`, secretCall, `{"n":${n}}`)),
    );
    for (const [n, { headers }] of answers.entries()) {
      const { request } = await edge.logOf(headers['tally-request-id']);
      expect(request.toString()).toBe(`{"n":${n}}`);
    }
    expect(edge.logs.length).toBe(60);
    // The runtime remarks on what was on its way between invocations when one of them ended.
    const own = edge.console.filter((line) => !line.startsWith('NOSENTRY'));
    expect([...new Set(own)]).toEqual(said);
  }),
);

test('says so in one line, without content or credentials, when nobody takes a log', () =>
  withEdge({ queue: 'throws', objects: 'throws' }, async (edge) => {
    const answer = await send(`${edge.url}openai/v1/small?key=AIza-never-log-me`, secretCall, 'the body');
    expect(answer.body.toString()).toBe('{"ok":true}');
    await eventually(() => (edge.console.length > 0 ? true : undefined));
    const lines = edge.console.join('\n');
    expect(lines).toContain(`call ${answer.headers['tally-request-id']} is lost`);
    expect(lines).not.toMatch(/never-log-me|the body/);
  }));
