import { beforeAll, expect, test } from 'vitest';
import { type EdgeServer, startEdge, writeKey } from './edge-server.ts';

let key: string;

beforeAll(async () => {
  key = await writeKey();
});

function post(body: unknown, to: EdgeServer): Promise<Response> {
  return fetch(`${to.url}tally/v1/log`, {
    method: 'POST',
    headers: { 'tally-auth': `Bearer ${key}` },
    body: JSON.stringify(body),
  });
}

const yesterday = Date.now() - 86_400_000;
const minimal = { provider: 'openai', path: '/v1/chat/completions', created_at: yesterday, latency_ms: 1200 };

test('answers only for what it has handed over: to R2 where the queue is away, 503 where R2 is, too', async () => {
  const calls = Array.from({ length: 150 }, (_, n) => ({ ...minimal, created_at: yesterday + n }));
  const spilling = await startEdge({}, { queue: 'throws' });
  try {
    expect((await post({ calls }, spilling)).status).toBe(202);
    const spilled = (await spilling.objects()).map(({ key }) => key);
    expect(spilled.length).toBe(150);
    expect(spilled[0]).toMatch(/^spill\/\d{4}-\d\d-\d\d\/[0-9a-f-]{36}-1$/);
  } finally {
    await spilling.stop();
  }
  const away = await startEdge({}, { queue: 'throws', objects: 'throws' });
  try {
    const answer = await post({ calls }, away);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(/Send all of them again/) } });
  } finally {
    await away.stop();
  }
});

test('does not take a call whose bodies R2 refuses', async () => {
  const away = await startEdge({}, { objects: 'throws' });
  try {
    const noise = Array.from({ length: 9_000 }, () => crypto.randomUUID()).join('');
    expect((await post({ ...minimal, request: noise }, away)).status).toBe(503);
    expect(away.logs).toEqual([]);
    expect((await post(minimal, away)).status).toBe(202);
  } finally {
    await away.stop();
  }
});
