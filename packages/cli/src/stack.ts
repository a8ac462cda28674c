import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAccounts } from '@tallystick/accounts';
import { type ServiceToken, serviceTokenVariables } from '@tallystick/clickhouse';
import type { MigrateOptions } from '@tallystick/clickhouse/migrate';
import { buildPage } from '@tallystick/console/build-page';
import { startSampleProvider } from '@tallystick/sample-provider';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type WorkerdStructuredLog } from 'miniflare';
import { applyD1Migrations } from './stack/d1-migrations.ts';
import { makeDataDirectory } from './stack/data-directory.ts';
import { startFront } from './stack/front.ts';
import { keepClickHouse } from './stack/kept-clickhouse.ts';
import { type LocalOrganisation, localOrganisation } from './stack/local-organisation.ts';
import { runSchedules } from './stack/schedule.ts';
import { localSecrets } from './stack/secrets.ts';
import { migrateTables } from './stack/tables.ts';
import { miniflareWorker, root } from './stack/workers.ts';

/** How to reach a ClickHouse server over HTTP. */
export interface ClickHouseAccess {
  url: string;
  user: string;
  password: string;
  database: string;
  serviceToken?: ServiceToken | undefined;
}

export interface StackOptions {
  /** Where everything is kept; a temporary directory, removed at the end, when absent. */
  dataDir?: string;
  /** 0, the default, takes a free port. */
  edgePort?: number;
  consolePort?: number;
  clickhousePort?: number;
  /** A server of one's own, instead of the embedded one. */
  clickhouse?: ClickHouseAccess;
  /** Default: as before; rows of a new database are kept for good. */
  retention?: NonNullable<MigrateOptions['retention']>;
  /** As the Worker variable UPSTREAMS: JSON. */
  upstreams?: string;
  /** Variables for the edge and the consumer Worker, over those that the stack sets. */
  edgeVariables?: Record<string, string>;
  consumerVariables?: Record<string, string>;
  /** Other entry points for the two. */
  edgeEntry?: string;
  consumerEntry?: string;
  /** Seconds before the messages of a batch that died come again, instead of the deployed value. */
  retryDelay?: number;
  /** Told what the start is doing, a short line each. */
  onProgress?: (step: string) => void;
  /** Told when the embedded ClickHouse has ended by itself, and what became of it, a line each. */
  onClickHouseEnd?: (line: string) => void;
  /** Told what the Workers write to their console. */
  onLog?: (log: WorkerdStructuredLog) => void;
}

export interface Stack extends LocalOrganisation {
  /** Without a final slash, as are the other URLs. */
  edgeUrl: string;
  consoleUrl: string;
  clickhouse: ClickHouseAccess;
  sampleProviderUrl: string;
  operatorToken: string;
  dataDir: string;
  miniflare: Miniflare;
  /** Hands what is still queued to the consumer, then ends every process that the stack started. */
  stop(): Promise<void>;
}

/** Seconds that the local queue waits to fill a batch: a call shows up as a row at once. */
const batchTimeout = 0.2;

/** For the edge to log what was in flight, the queue to fill its batch and the consumer to store it. ms */
const drainTime = 1_500;

/**
 * Starts all of Tallystick on this machine: ClickHouse and its tables, the three Workers on real workerd with a queue, R2
 * and D1 between them, the sample provider, an organisation and its keys.
 *
 * @throws CommandError with one line that says what is wrong and what to do
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let next = stops.pop(); next; next = stops.pop()) await next();
  };
  const progress = options.onProgress ?? (() => {});
  try {
    const edgeFront = await startFront(options.edgePort ?? 0, 'TALLY_EDGE_PORT');
    stops.push(async () => edgeFront.close());
    const consoleFront = await startFront(options.consolePort ?? 0, 'TALLY_CONSOLE_PORT');
    stops.push(async () => consoleFront.close());

    let dataDir: string;
    if (options.dataDir === undefined) {
      dataDir = await mkdtemp(join(tmpdir(), 'tallystick-'));
      stops.push(() => rm(dataDir, { recursive: true, force: true }));
    } else {
      dataDir = resolve(options.dataDir);
      await makeDataDirectory(dataDir);
    }

    let clickhouse = options.clickhouse;
    if (!clickhouse) {
      progress('starting ClickHouse');
      const server = await keepClickHouse({
        dataDirectory: join(dataDir, 'clickhouse'),
        port: options.clickhousePort ?? 0,
        tell: options.onClickHouseEnd ?? (() => {}),
      });
      stops.push(() => server.stop());
      clickhouse = { url: server.url, user: 'default', password: '', database: 'tally' };
    }
    progress('migrating the database');
    await migrateTables({ ...clickhouse, ...(options.retention ? { retention: options.retention } : {}) });

    progress('building the console');
    await buildPage();
    progress('starting the Workers');
    const sampleProvider = await startSampleProvider();
    stops.push(() => sampleProvider.stop());
    const { OPERATOR_TOKEN, ...keySecrets } = await localSecrets(dataDir);
    const clickhouseBindings = {
      CLICKHOUSE_URL: clickhouse.url,
      CLICKHOUSE_USER: clickhouse.user,
      CLICKHOUSE_PASSWORD: clickhouse.password,
      CLICKHOUSE_DATABASE: clickhouse.database,
      ...(clickhouse.serviceToken ? serviceTokenVariables(clickhouse.serviceToken) : {}),
    };
    const workers = await Promise.all([
      miniflareWorker({
        config: 'wrangler.toml',
        entry: options.edgeEntry,
        listens: true,
        bindings: {
          KEY_SECRET_WRITE: keySecrets.KEY_SECRET_WRITE,
          UPSTREAMS: options.upstreams ?? '{}',
          SAMPLE_PROVIDER_URL: sampleProvider.url,
          DEFAULT_ORGANISATION: 'local',
          ALLOW_KEYLESS: 'true',
          ...options.edgeVariables,
        },
      }),
      miniflareWorker({
        config: 'workers/consumer/wrangler.toml',
        entry: options.consumerEntry,
        batchTimeout,
        retryDelay: options.retryDelay,
        bindings: {
          ...clickhouseBindings,
          REQUESTS_TTL_DAYS: String(options.retention?.requestsDays ?? 0),
          BODIES_TTL_DAYS: String(options.retention?.bodiesDays ?? 0),
          // Whoever starts it says whether it asks the network.
          PRICE_LIST_URL: '',
          ...options.consumerVariables,
        },
      }),
      miniflareWorker({
        config: 'workers/console/wrangler.toml',
        listens: true,
        bindings: {
          ...clickhouseBindings,
          ...keySecrets,
          OPERATOR_TOKEN,
          EDGE_URL: `http://127.0.0.1:${edgeFront.port}`,
        },
      }),
    ]);
    const miniflare = new Miniflare({
      ...convertV4MiniflareOptions({
        workers,
        // Miniflare would otherwise ask the network for one.
        cf: false,
        log: new Log(LogLevel.ERROR),
        ...(options.onLog ? { handleStructuredLogs: options.onLog } : {}),
      }),
      resourcePersistencePath: join(dataDir, 'workers'),
    });
    stops.push(() => miniflare.dispose());
    await miniflare.ready;

    const accountsDatabase = await miniflare.getD1Database('DB', 'tallystick-console');
    await applyD1Migrations(accountsDatabase, join(root, 'packages/accounts/migrations'));
    const organisation = await localOrganisation(openAccounts(accountsDatabase), { ...keySecrets, OPERATOR_TOKEN });
    const consumer = await miniflare.getWorker('tallystick-consumer');
    const endSchedules = runSchedules(consumer);
    stops.push(async () => endSchedules());
    edgeFront.open(Number((await miniflare.unsafeGetDirectURL('tallystick-edge')).port));
    consoleFront.open(Number((await miniflare.unsafeGetDirectURL('tallystick-console')).port));
    stops.push(async () => {
      // To the edge, the clients of the calls in flight have left: those are logged as far as they got.
      edgeFront.close();
      // The queue is in memory: what it holds must reach the consumer before the Workers end.
      await sleep(drainTime);
    });

    return {
      ...organisation,
      edgeUrl: `http://127.0.0.1:${edgeFront.port}`,
      consoleUrl: `http://127.0.0.1:${consoleFront.port}`,
      clickhouse,
      sampleProviderUrl: sampleProvider.url,
      operatorToken: OPERATOR_TOKEN,
      dataDir,
      miniflare,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
