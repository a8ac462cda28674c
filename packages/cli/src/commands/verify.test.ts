import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { tally } from '../test/tally.ts';

const isolate_id = '01890a5d-ac96-4b2f-9c5e-b302099a8057';
const now = () => new Date().toISOString();

/** What the console says of an isolate that misses so many messages, while the queue holds others. */
function verification(gone: number, queued: number) {
  return {
    verdict: gone > 0 ? 'gone' : 'clean',
    checked_at: now(),
    since: now(),
    isolates: 1,
    messages: 9,
    missing: { gone, on_their_way: 0, spilled: 0, parked: 0, dead: 0 },
    queued,
    doubts: [],
    gaps: gone > 0 ? [{ isolate_id, first: 2, last: gone + 1, count: gone, after: now(), before: now() }] : [],
    more_gaps: 0,
  };
}

/** Runs the command before a console that answers as it is told: a queue cannot be made to hold messages for as long as a test needs. */
async function verify(looks: object[], oldest_message_at: () => string | null) {
  const left = [...looks];
  const server = createServer((request, response) => {
    const backlog_count = oldest_message_at() === null ? 0 : 3;
    const health = { checked_at: now(), queue: { backlog_count, oldest_message_at: oldest_message_at() } };
    const answer = request.url?.startsWith('/v1/verify') ? left.shift() : health;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const remote = { TALLY_CONSOLE_URL: `http://127.0.0.1:${port}`, TALLY_OPERATOR_TOKEN: 'x' };
  const run = await tally(['verify', '--remote', '--wait', '1'], remote);
  server.close();
  return { ...run, looks: looks.length - left.length };
}

it('looks again when the queue has handled what it held, since the missing may have been sent again', async () => {
  const looks = [verification(1, 3), verification(0, 3)];
  expect(await verify(looks, now)).toMatchObject({ code: 0, looks: 2, out: expect.stringMatching(/^gone: 0$/m) });
});

it('calls gone what is missing still', async () => {
  const looks = [verification(2, 3), verification(2, 0)];
  expect(await verify(looks, () => null)).toMatchObject({
    code: 1,
    looks: 2,
    out: expect.stringContaining('\ngone: 2\n'),
  });
});

it('cannot tell while the queue holds what it held before', async () => {
  const { code, out, looks } = await verify([verification(2, 3)], () => '2026-11-20T00:00:00.000Z');
  expect([code, looks]).toEqual([2, 1]);
  expect(out).toMatch(/^perhaps gone: 2$.*^note: the queue still holds messages from before/ms);
});

it('asks once where the queue is empty', async () => {
  expect(await verify([verification(2, 0)], () => null)).toMatchObject({ code: 1, looks: 1 });
});

it.each([
  [['--since', 'yesterday'], /Write it as 90m, 24h, 7d/],
  [['--since', '9999-01-01'], /It lies in the future/],
  [['--grace', '-5'], /Give a whole number of seconds/],
  [['--wait', 'abc'], /Give a whole number of seconds/],
  [['everything'], /too many arguments/],
  [['--sinec', '7d'], /unknown option/],
])('has not found out that messages are gone where it is asked with %j', async (args, message) => {
  expect(await tally(['verify', ...args], {})).toEqual({ code: 2, out: '', error: expect.stringMatching(message) });
});

it('prints JSON for a job also where nobody can be asked', async () => {
  const remote = { TALLY_CONSOLE_URL: 'http://127.0.0.1:9', TALLY_OPERATOR_TOKEN: 'x' };
  const { code, out, error } = await tally(['verify', '--remote', '--json'], remote);
  const message = 'nobody answers at http://127.0.0.1:9: check TALLY_CONSOLE_URL';
  expect(JSON.parse(out)).toEqual({ error: { code: 'could_not_tell', message } });
  expect([code, error]).toEqual([2, `error: ${message}`]);
});

it('has not found out that messages are gone where it fails by a bug, and shows where', async () => {
  const broken = `data:text/javascript,URL.parse=()=>{throw${encodeURIComponent(' ')}Error('broken')}`;
  const remote = { TALLY_CONSOLE_URL: 'http://127.0.0.1:9', TALLY_OPERATOR_TOKEN: 'x' };
  const { code, out, error } = await tally(['verify', '--remote'], { ...remote, NODE_OPTIONS: `--import=${broken}` });
  expect([code, out]).toEqual([2, '']);
  expect(error).toMatch(/^Error: broken\n.*^ +at remoteAccess /ms);
});

it('explains itself on request, and that is no failure', async () => {
  expect(await tally(['verify', '--help'], {})).toMatchObject({ code: 0, error: '' });
});
