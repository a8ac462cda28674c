import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { askConsole } from './client.ts';

/** Asks something that answers 503 with this. */
async function ask(answer: string): Promise<unknown> {
  const server = createServer((_, response) => response.writeHead(503).end(answer)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const access = { url: `http://127.0.0.1:${port}`, token: 'x', organisation: undefined, unreachable: 'away' };
  try {
    return await askConsole(access, { method: 'GET', path: '/v1/health' }, z.object({ ok: z.literal(true) }));
  } finally {
    server.close();
  }
}

it('says what the console says, also where it answers with the report of its health', async () => {
  await expect(ask('{"error":{"code":"unavailable","message":"ClickHouse is away"}}')).rejects.toThrow(
    /^ClickHouse is away$/,
  );
  const problems = [{ code: 'clickhouse_unreachable', message: 'check the server' }, { message: 'letters' }];
  await expect(ask(JSON.stringify({ ok: false, problems }))).rejects.toThrow(/^check the server$/);
});

it('tells an answer that takes too long from nobody who answers', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const access = { url: `http://127.0.0.1:${port}`, token: 'x', organisation: undefined, unreachable: 'away' };
  const request = { method: 'DELETE', path: '/v1/all', timeout: 300, late: 'run it again' } as const;
  await expect(askConsole(access, request, z.unknown())).rejects.toThrow(/^run it again$/);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  await expect(askConsole(access, request, z.unknown())).rejects.toThrow(/^away$/);
});

it('does not take the words of something else for those of a console', async () => {
  for (const other of ['<h1>Maintenance</h1>', '{"message":"no"}', '{"problems":[]}']) {
    await expect(ask(other)).rejects.toThrow(/answers 503, but not as a Tallystick console does$/);
  }
});
