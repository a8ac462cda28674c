import { afterEach, expect, test } from 'vitest';
import { type EdgeServer, startEdge } from './edge-server.ts';
import type { Faults } from './faults.ts';
import { send } from './raw-http.ts';

let edge: EdgeServer | undefined;
afterEach(async () => {
  await edge?.stop();
  edge = undefined;
});

async function health(variables: Record<string, string> = {}, faults: Faults = {}) {
  edge = await startEdge(variables, faults);
  const answer = await send(`${edge.url}tally/health`);
  return { status: answer.status, health: JSON.parse(answer.body.toString()) };
}

test('says to anybody that calls are passed on and logged, and what waits', async () => {
  expect(await health()).toEqual({
    status: 200,
    health: {
      ok: true,
      status: 'ok',
      version: expect.stringMatching(/^\d/),
      logging: true,
      queue: { reachable: true, backlog_count: 0, backlog_bytes: 0, oldest_message_at: null },
      r2: { reachable: true },
      spilled: { count: 0, capped: false },
      d1: { reachable: true },
    },
  });
});

test('says that nothing is logged where logging is off', async () => {
  expect(await health({ LOGGING: 'off' })).toMatchObject({ status: 200, health: { ok: true, logging: false } });
});

test.each([
  [{ queue: 'throws' }, { queue: { reachable: false, backlog_count: null } }],
  [{ queue: 'hangs' }, { queue: { reachable: false } }],
  [{ objects: 'throws' }, { r2: { reachable: false }, spilled: { count: null } }],
  [{ database: 'throws' }, { d1: { reachable: false } }],
] satisfies [Faults, object][])('is degraded, and passes calls all the same, when %j', async (faults, said) => {
  expect(await health({}, faults)).toMatchObject({ status: 200, health: { ok: true, status: 'degraded', ...said } });
});

test('is down where the settings make no sense, so that every call is refused', async () => {
  expect(await health({ UPSTREAMS: 'nonsense' })).toMatchObject({
    status: 503,
    health: { ok: false, status: 'down', logging: false },
  });
});
