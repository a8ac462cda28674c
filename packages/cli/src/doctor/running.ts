import {
  ClickHouseError,
  type ClickHouseErrorCode,
  type ClickHouseOptions,
  createClickHouse,
  readRetention,
  readServerState,
  schemaVersion,
} from '@tallystick/clickhouse';
import * as z from 'zod';
import cli from '../../package.json' with { type: 'json' };
import { CommandError } from '../command-error.ts';
import type { ConsoleAccess } from '../console/access.ts';
import { versionAt } from '../deploy/addresses.ts';
import { logTestCall, untilRow, withTestKey } from '../deploy/test-call.ts';
import { inClickHouse } from '../stack/tables.ts';
import type { Check } from './check.ts';

/** A deployment that runs somewhere, and what is known of it from here. */
export interface Running {
  edge: string;
  console: ConsoleAccess;
  clickhouse: ClickHouseOptions;
  /** For how many days rows are to be kept; undefined where nothing says so. */
  retention: { requests: number; bodies: number } | undefined;
}

/** How far ClickHouse's clock may be off: its TTL and the questions about "the last hour" go by it. ms */
const clockTolerance = 60_000;

/** It is not there for us; whatever else there is to ask it would say the same. */
const unanswered: ReadonlySet<ClickHouseErrorCode> = new Set(['network', 'timeout', 'not_clickhouse', 'auth']);

/** What can be checked of anything that runs, here or deployed. */
export function runningChecks({ edge, console, clickhouse, retention }: Running): Check[] {
  const client = createClickHouse({ ...clickhouse, timeout: 10_000 });
  let away = false;
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    if (away) throw new CommandError('not checked, since ClickHouse does not answer as it should');
    try {
      return await inClickHouse(clickhouse.url, work);
    } catch (error) {
      const cause = error instanceof CommandError ? error.cause : undefined;
      away = cause instanceof ClickHouseError && unanswered.has(cause.code);
      throw error;
    }
  };
  return [
    { name: 'edge', run: () => answers(edge, '/tally/health') },
    { name: 'console', run: () => answers(console.url, '/v1/health') },
    { name: 'console says', run: () => healthOf(console.url) },
    {
      name: 'ClickHouse',
      run: async () => {
        const { version, schema } = await ask(() => readServerState(client));
        if (schema < schemaVersion) {
          throw new CommandError(
            `has migration ${schema} of ${schemaVersion}: run "npx pnpm@12 tally migrate", or deploy again`,
          );
        }
        if (schema > schemaVersion) {
          throw new CommandError(
            `has migration ${schema}, and this version knows ${schemaVersion}: use the version of Tallystick that migrated it`,
          );
        }
        return `${version}, migration ${schema}`;
      },
    },
    { name: 'retention', run: () => ask(() => retentionOf(client, retention)) },
    {
      name: 'clocks',
      run: async () => {
        const before = Date.now();
        const [server] = await ask(() =>
          client.query(z.object({ now: z.int() }), 'SELECT toUnixTimestamp64Milli(now64(3)) AS now'),
        );
        const offset = (server?.now ?? 0) - (before + Date.now()) / 2;
        if (Math.abs(offset) > clockTolerance) {
          throw new CommandError(
            `ClickHouse's clock is ${Math.round(offset / 1000)} s from this machine's: set the one that is wrong (NTP)`,
          );
        }
        return `ClickHouse's and this machine's agree to ${Math.abs(offset / 1000).toFixed(1)} s`;
      },
    },
    {
      name: 'test call',
      run: async () => {
        const took = await ask(() =>
          withTestKey(console, async (key) => untilRow(await logTestCall(edge, key), clickhouse, 60_000)),
        );
        return `a key of the console's, accepted by the edge; its call is a row after ${(took / 1000).toFixed(1)} s`;
      },
    },
  ];
}

async function answers(url: string, path: string): Promise<string> {
  const version = await versionAt(url + path);
  if (version === undefined) {
    throw new CommandError(`nobody of Tallystick's answers at ${url}${path}: deploy it, or look at its log`);
  }
  if (version !== cli.version) {
    throw new CommandError(
      `${url} runs version ${version}, and this is ${cli.version}: deploy again, or use that version here`,
    );
  }
  return `${url}, version ${version}`;
}

const healthSchema = z.object({ problems: z.array(z.object({ message: z.string() })) });

/** What the console itself finds wrong: what it cannot reach, what waits, and what is given up. */
async function healthOf(url: string): Promise<string> {
  let json: unknown;
  try {
    json = await (await fetch(`${url}/v1/health`, { signal: AbortSignal.timeout(30_000) })).json();
  } catch (cause) {
    throw new CommandError(`nobody answers at ${url}`, { cause });
  }
  const health = healthSchema.safeParse(json);
  if (!health.success)
    throw new CommandError(`${url}/v1/health is not a Tallystick console's of this version: deploy again`);
  const problems = health.data.problems.map(({ message }) => message);
  if (problems.length > 0) throw new CommandError(problems.join('; '));
  return 'D1, R2, queues and ClickHouse answer; nothing waits too long, nothing was given up';
}

async function retentionOf(client: ReturnType<typeof createClickHouse>, wanted: Running['retention']): Promise<string> {
  const tables = await readRetention(client, ['requests', 'bodies']);
  const kept = Object.fromEntries(tables.map(({ name, days }) => [name, days]));
  const words = (days: number | undefined) => (days ? `${days} days` : 'for good');
  const found = `requests ${words(kept.requests)}, bodies ${words(kept.bodies)}`;
  if (wanted && (wanted.requests !== kept.requests || wanted.bodies !== kept.bodies)) {
    throw new CommandError(
      `the tables keep ${found}; the consumer is told requests ${words(wanted.requests)}, bodies ${words(wanted.bodies)}: deploy again, or run "npx pnpm@12 tally migrate" with REQUESTS_TTL_DAYS and BODIES_TTL_DAYS`,
    );
  }
  return found;
}
