import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrganisation, openAccounts } from '@tallystick/accounts';
import { migrate } from '@tallystick/clickhouse/migrate';
import { startClickHouse } from '@tallystick/clickhouse-embedded';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { applyD1Migrations } from '../packages/cli/src/stack/d1-migrations.ts';
import { miniflareWorker, root } from '../packages/cli/src/stack/workers.ts';
import { bundle } from './harness/bundle.ts';
import { median } from './harness/median.ts';
import { childrenNamed, cpuSeconds } from './harness/process-usage.ts';
import type { Outcome } from './harness/result.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const batchesPerRound = 120;
const batchSize = 100;
/** How many batches the consumer has in hand together. */
const batchesAtOnce = Number(process.env.BENCH_BATCHES_AT_ONCE ?? 8);
const plainClients = 64;

/**
 * Calls per second from the queue's batches to ClickHouse's confirmation, everything on this machine: the deployed consumer
 * Worker with its D1 and R2, and an embedded ClickHouse. Beside it the same rows, inserted by plain clients.
 */
export async function consumerThroughput(): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), 'tallystick-bench-'));
  const clickhouse = await startClickHouse({ dataDirectory: join(directory, 'clickhouse') });
  const wrong: string[] = [];
  try {
    for (const database of ['tally', 'reference']) await migrate({ url: clickhouse.url, database });
    const consumer = await startConsumer(clickhouse.url);
    const perSecond: number[] = [];
    const consumerCpu: number[] = [];
    const clickhouseCpu: number[] = [];
    try {
      // The first round warms up.
      for (let round = 0; round <= rounds; round++) {
        await fetch(`${consumer.url}prepare?batches=${batchesPerRound}`);
        const workerdBefore = cpuSeconds(consumer.pid);
        const clickhouseBefore = cpuSeconds(clickhouse.pid);
        const start = performance.now();
        const answer = await fetch(`${consumer.url}run?atOnce=${batchesAtOnce}`);
        const seconds = (performance.now() - start) / 1000;
        const { acknowledged } = (await answer.json()) as { acknowledged: number };
        const expected = batchesPerRound * batchSize;
        if (acknowledged !== expected) wrong.push(`${acknowledged} of ${expected} calls were acknowledged`);
        if (round === 0) continue;
        perSecond.push(expected / seconds);
        consumerCpu.push(((cpuSeconds(consumer.pid) - workerdBefore) * 1e6) / expected);
        clickhouseCpu.push(((cpuSeconds(clickhouse.pid) - clickhouseBefore) * 1e6) / expected);
      }
    } finally {
      await consumer.stop();
    }
    const sent = (rounds + 1) * batchesPerRound * batchSize;
    for (const table of ['requests', 'bodies']) {
      const [stored] = await ask(clickhouse.url, `SELECT count() FROM tally.${table} FINAL`);
      if (Number(stored) !== sent) wrong.push(`${stored} of ${sent} calls are in ${table}`);
    }
    const reference = await plainInserts(clickhouse.url);
    const [parts] = await ask(
      clickhouse.url,
      "SELECT count() FROM system.parts WHERE active AND database = 'tally' AND table IN ('requests', 'bodies')",
    );
    return {
      figures: [
        {
          what: 'consumer, calls per second to confirmation',
          value: median(perSecond),
          unit: '/s',
          bar: { atLeast: 6000 },
        },
        { what: `the same rows from ${plainClients} plain clients`, value: median(reference), unit: '/s' },
        { what: 'CPU per call of workerd: consumer, queue and copies', value: median(consumerCpu), unit: 'µs' },
        { what: 'CPU per call of ClickHouse, merges included', value: median(clickhouseCpu), unit: 'µs' },
      ],
      wrong,
      measured: { batchesAtOnce, perSecond, reference, consumerCpu, clickhouseCpu, activeParts: Number(parts) },
    };
  } finally {
    await clickhouse.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function startConsumer(clickhouseUrl: string): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const { code } = await bundle(import.meta.resolve('./consumer-throughput/driver.worker.ts'));
  const consumer = await miniflareWorker({
    config: 'workers/consumer/wrangler.toml',
    bindings: { CLICKHOUSE_URL: clickhouseUrl, CLICKHOUSE_PASSWORD: '' },
  });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      log: new Log(LogLevel.ERROR),
      workers: [
        {
          name: 'driver',
          compatibilityDate: '2026-11-17',
          compatibilityFlags: ['service_binding_extra_handlers'],
          modules: [{ type: 'ESModule', path: 'driver.js', contents: code }],
          serviceBindings: { CONSUMER: 'tallystick-consumer' },
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        },
        consumer,
      ],
    }),
  );
  await miniflare.ready;
  const database = await miniflare.getD1Database('DB', 'tallystick-consumer');
  await applyD1Migrations(database, join(root, 'packages/accounts/migrations'));
  await createOrganisation(openAccounts(database), { id: 'bench', name: 'Bench' }, Date.now());
  const url = String(await miniflare.unsafeGetDirectURL('driver'));
  return { url, pid: childrenNamed('workerd')[0] ?? 0, stop: () => miniflare.dispose() };
}

/** What the consumer has stored, inserted again in batches of the same size, and nothing else done. @returns rows per second of each round */
async function plainInserts(url: string): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: plainClients });
  const perSecond: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const batches: { bodies: Buffer; requests: Buffer }[] = [];
    for (let batch = 0; batch < batchesPerRound; batch++) {
      const page = `ORDER BY isolate_seq LIMIT ${batchSize} OFFSET ${(round * batchesPerRound + batch) * batchSize}`;
      batches.push({
        bodies: await send(url, `SELECT * FROM tally.bodies ${page} FORMAT RowBinary`, undefined, agent),
        requests: await send(url, `SELECT * FROM tally.requests ${page} FORMAT JSONEachRow`, undefined, agent),
      });
    }
    const start = performance.now();
    const client = async () => {
      for (let batch = batches.pop(); batch; batch = batches.pop()) {
        await send(url, 'INSERT INTO reference.bodies FORMAT RowBinary', batch.bodies, agent);
        await send(url, 'INSERT INTO reference.requests FORMAT JSONEachRow', batch.requests, agent);
      }
    };
    await Promise.all(Array.from({ length: plainClients }, client));
    perSecond.push((batchesPerRound * batchSize * 1000) / (performance.now() - start));
  }
  agent.destroy();
  return perSecond;
}

async function ask(url: string, query: string): Promise<string[]> {
  return (await send(url, `${query} FORMAT TSV`, undefined, undefined)).toString().trim().split('\n');
}

/** @throws Error when ClickHouse refuses */
function send(url: string, query: string, body: Buffer | undefined, agent: Agent | undefined): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  request(`${url}/?query=${encodeURIComponent(query)}`, { method: 'POST', agent }, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
    response.on('end', () => {
      const answer = Buffer.concat(parts);
      if (response.statusCode === 200) resolve(answer);
      else reject(new Error(`ClickHouse: ${answer.toString().slice(0, 200)}`));
    });
  })
    .on('error', reject)
    .end(body);
  return promise;
}
