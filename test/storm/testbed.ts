import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKey, createOrganisation, openAccounts } from '@tallystick/accounts';
import { type Stack, startStack } from '@tallystick/cli/stack';
import { type ClickHouse, createClickHouse } from '@tallystick/clickhouse';
import { type EmbeddedClickHouse, startClickHouse } from '@tallystick/clickhouse-embedded';
import { signKey } from '@tallystick/log';
import { type SampleProvider, startSampleProvider } from '@tallystick/sample-provider';
import { type ClickHouseProxy, startClickHouseProxy } from './clickhouse-proxy.ts';
import { faultsPath, type WorkerCounts, type WorkerFaults } from './faults.ts';

/** The two Workers whose services fail. */
export type FaultyWorker = 'edge' | 'consumer';

/** All of Tallystick on this machine, everything between its parts ready to fail. */
export interface StormTestbed {
  stack: Stack;
  provider: SampleProvider;
  /** Of each tenant, and last one of an organisation that does not exist. */
  keys: readonly string[];
  organisations: readonly string[];
  /** Past the proxy. */
  clickhouse: ClickHouse;
  proxy: ClickHouseProxy;
  killClickHouse(): Promise<void>;
  /** Starts it again where it was. */
  restartClickHouse(): Promise<void>;
  setFaults(worker: FaultyWorker, faults: WorkerFaults): Promise<void>;
  countsOf(worker: FaultyWorker): Promise<WorkerCounts>;
  /** What the Workers wrote to their console. */
  logs: string[];
  stop(): Promise<void>;
}

const stranger = 'stranger';
const organisations = ['storm-north', 'storm-east', 'storm-south'];
const keysEach = 2;

export async function startStormTestbed(): Promise<StormTestbed> {
  const directory = await mkdtemp(join(tmpdir(), 'tallystick-storm-'));
  const provider = await startSampleProvider({ record: true });
  let server: EmbeddedClickHouse = await startClickHouse({ dataDirectory: join(directory, 'clickhouse') });
  const { port } = server;
  const proxy = await startClickHouseProxy(server.url);
  const logs: string[] = [];
  const stack = await startStack({
    dataDir: join(directory, 'stack'),
    clickhouse: { url: proxy.url, user: 'default', password: '', database: 'tally' },
    upstreams: JSON.stringify({ openai: provider.url, anthropic: provider.url }),
    edgeEntry: fileURLToPath(new URL('workers/edge.ts', import.meta.url)),
    consumerEntry: fileURLToPath(new URL('workers/consumer.ts', import.meta.url)),
    // The storm is about delivery: no log shall be cut because those of slow services fill the memory.
    edgeVariables: { CAPTURE_BUDGET_BYTES: String(2 ** 30) },
    retryDelay: 1,
    onLog: ({ message }) => logs.push(message),
  });
  const send = async (worker: FaultyWorker, init: { method: string; body?: string }): Promise<WorkerCounts> => {
    const fetcher = await stack.miniflare.getWorker(`tallystick-${worker}`);
    const answer = await fetcher.fetch(`http://storm${faultsPath}`, init);
    return (await answer.json()) as WorkerCounts;
  };
  return {
    stack,
    provider,
    keys: await makeKeys(stack),
    organisations,
    clickhouse: createClickHouse({ ...stack.clickhouse, url: server.url }),
    proxy,
    async killClickHouse() {
      server.kill();
      await server.exited;
    },
    async restartClickHouse() {
      server = await startClickHouse({ dataDirectory: join(directory, 'clickhouse'), port });
    },
    async setFaults(worker, faults) {
      await send(worker, { method: 'PUT', body: JSON.stringify(faults) });
    },
    countsOf: (worker) => send(worker, { method: 'GET' }),
    logs,
    async stop() {
      await stack.stop();
      await proxy.stop();
      await server.stop();
      await provider.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function makeKeys({ miniflare, dataDir }: Stack): Promise<string[]> {
  const accounts = openAccounts(await miniflare.getD1Database('DB', 'tallystick-console'));
  const { KEY_SECRET_WRITE } = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8'));
  const keys: string[] = [];
  for (const organisationId of organisations) {
    await createOrganisation(accounts, { id: organisationId, name: organisationId }, Date.now());
    for (let count = 0; count < keysEach; count++) {
      const key = await createKey(accounts, { organisationId, kind: 'w', name: `storm ${count}` }, Date.now());
      keys.push(await signKey({ kind: 'w', organisationId, keyId: key.id, expiresAt: 0 }, KEY_SECRET_WRITE));
    }
  }
  keys.push(await signKey({ kind: 'w', organisationId: stranger, keyId: 'k1', expiresAt: 0 }, KEY_SECRET_WRITE));
  return keys;
}
