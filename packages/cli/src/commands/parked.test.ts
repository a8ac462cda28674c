import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { tally } from '../test/tally.ts';

const key = 'parked/2026-11-20T00:00:00.000Z-x';

/** Replays a batch through a console that takes it: one whose ClickHouse is away for as long as a test needs. */
async function replay(health: object): Promise<string> {
  const server = createServer((request, response) => {
    const isHealth = request.url === '/v1/health';
    const answer = isHealth ? health : { outcomes: [{ key, outcome: 'done', reason: '' }] };
    response.writeHead(isHealth && !('ok' in health && health.ok) ? 503 : 200).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const remote = { TALLY_CONSOLE_URL: `http://127.0.0.1:${port}`, TALLY_OPERATOR_TOKEN: 'x' };
  const { code, error } = await tally(['parked', 'replay', key, '--remote'], remote);
  server.close();
  expect(code).toBe(0);
  return error;
}

it('says before it sends messages that they will be parked again', async () => {
  const problems = [
    { code: 'queue_unreachable', message: 'the queues do not tell what waits in them' },
    { code: 'clickhouse_unreachable', message: 'ClickHouse does not answer' },
  ];
  expect(await replay({ ok: false, problems })).toMatch(
    /^warning: what is sent is parked again until this is over: ClickHouse does not answer\n.*^1 of 1 sent to the queue$/ms,
  );
});

it('warns of nothing where all answer that messages wait for', async () => {
  expect(await replay({ ok: true, problems: [] })).not.toContain('warning');
  const problems = [{ code: 'queue_unreachable', message: 'the queues do not tell what waits in them' }];
  expect(await replay({ ok: false, problems })).not.toContain('warning');
});
