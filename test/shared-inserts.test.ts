import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOrganisation, openAccounts } from '@tallystick/accounts';
import { startStack } from '@tallystick/cli/stack';
import { startClickHouse } from '@tallystick/clickhouse-embedded';
import { packFrame } from '@tallystick/log';
import { sampleFrame } from '@tallystick/log/test/sample-frame';
import { expect, onTestFinished, test } from 'vitest';

/** As workers/mortal-consumer.ts has it. ms */
const lifeOfMortal = 1_000;

/** Passes everything on, but for the next insert once it is told to: that is never answered. */
async function startForgetfulProxy(target: string) {
  let forgets = false;
  const server = createServer((incoming, outgoing) => {
    if (forgets && incoming.url?.includes('INSERT')) {
      forgets = false;
      incoming.resume();
      return;
    }
    const forwarded = request(new URL(incoming.url ?? '/', target), { method: 'POST', headers: incoming.headers });
    forwarded.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forgetNext() {
      forgets = true;
    },
    forgot: () => !forgets,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('a batch is stored whose rows another invocation was to insert, when that one is ended over it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tallystick-shared-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const clickhouse = await startClickHouse({ dataDirectory: join(directory, 'clickhouse') });
  onTestFinished(() => clickhouse.stop());
  const proxy = await startForgetfulProxy(clickhouse.url);
  onTestFinished(() => proxy.stop());
  const stack = await startStack({
    dataDir: join(directory, 'stack'),
    clickhouse: { url: proxy.url, user: 'default', password: '', database: 'tally' },
    consumerEntry: fileURLToPath(new URL('workers/mortal-consumer.ts', import.meta.url)),
  });
  onTestFinished(() => stack.stop());
  const accounts = openAccounts(await stack.miniflare.getD1Database('DB', 'tallystick-console'));
  await createOrganisation(accounts, { id: 'acme', name: 'Acme' }, Date.now());
  const consumer = await stack.miniflare.getWorker('tallystick-consumer');
  const deliver = async (id: string) => {
    const body = await packFrame(sampleFrame());
    return consumer.queue('tallystick-calls', [{ id, timestamp: new Date(), attempts: 1, body }]);
  };
  // From now on the isolate knows the organisation, so that what is delivered together reaches ClickHouse together.
  expect((await deliver('first')).explicitAcks).toEqual(['first']);

  // The two share an insert when they reach it at the same time, which a busy machine may take several tries for.
  let waited = 0;
  for (let round = 0; round < 10 && waited < lifeOfMortal; round++) {
    proxy.forgetNext();
    const started = performance.now();
    const [mortal, other] = await Promise.all([
      deliver('mortal').catch(() => undefined),
      deliver('other').then((result) => ({ ...result, waited: performance.now() - started })),
    ]);
    expect(proxy.forgot()).toBe(true);
    expect(mortal?.outcome).not.toBe('ok');
    expect(other).toMatchObject({ outcome: 'ok', explicitAcks: ['other'] });
    waited = other.waited;
  }
  expect(waited).toBeGreaterThan(lifeOfMortal);
}, 90_000);
