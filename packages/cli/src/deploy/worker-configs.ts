import { join, resolve } from 'node:path';
import { experimental_readRawConfig } from 'wrangler';
import * as z from 'zod';
import { root } from '../stack/workers.ts';
import type { Deployment } from './deployment.ts';

export type WorkerRole = 'edge' | 'consumer' | 'console';

/** In the order in which they are deployed: what reads a message before what writes it, so that an upgrade is understood. */
export const roles: readonly WorkerRole[] = ['consumer', 'console', 'edge'];

const files: Readonly<Record<WorkerRole, string>> = {
  edge: 'wrangler.toml',
  consumer: 'workers/consumer/wrangler.toml',
  console: 'workers/console/wrangler.toml',
};

/** Passes on what is not named here. */
const configSchema = z.looseObject({
  name: z.string(),
  main: z.string(),
  workers_dev: z.boolean().optional(),
  routes: z.array(z.object({ pattern: z.string(), custom_domain: z.literal(true) })).optional(),
  placement: z
    .object({ mode: z.string() })
    .or(z.object({ region: z.string() }))
    .optional(),
  vars: z.record(z.string(), z.string()).default({}),
  secrets: z.object({ required: z.array(z.string()) }),
  queues: z
    .looseObject({
      producers: z.array(z.looseObject({ binding: z.string(), queue: z.string() })).default([]),
      consumers: z.array(z.looseObject({ queue: z.string(), dead_letter_queue: z.string().optional() })).default([]),
    })
    .prefault({}),
  r2_buckets: z.array(z.looseObject({ binding: z.string(), bucket_name: z.string() })).default([]),
  d1_databases: z
    .array(z.looseObject({ binding: z.string(), database_name: z.string(), database_id: z.string().optional() }))
    .default([]),
  assets: z.looseObject({ directory: z.string() }).optional(),
  triggers: z.looseObject({ crons: z.array(z.string()) }).optional(),
});

export type WorkerConfig = z.infer<typeof configSchema>;
export type WorkerConfigs = Readonly<Record<WorkerRole, WorkerConfig>>;

/** The fields that name something in the account. */
const naming = new Set(['name', 'queue', 'dead_letter_queue', 'bucket_name', 'database_name']);
const ownPrefix = /^tallystick(?=-|$)/;

/**
 * The configurations that `wrangler deploy` is given: those of the repository, with the deployment's names, domains,
 * variables and region. The files of the repository stay as they are.
 */
export function workerConfigs(deployment: Deployment): WorkerConfigs {
  const { edge, console, clickhouse } = deployment;
  const clickhouseVariables = { CLICKHOUSE_USER: clickhouse.user, CLICKHOUSE_DATABASE: clickhouse.database };
  const made = {
    edge: readConfig('edge', deployment.name),
    consumer: readConfig('consumer', deployment.name),
    console: readConfig('console', deployment.name),
  };
  return {
    edge: {
      ...made.edge,
      ...address(edge.domain ? [edge.domain, ...edge.labels.map((label) => `${label}.${edge.domain}`)] : []),
      ...near(edge.region),
      vars: { ...made.edge.vars, ...edge.variables },
    },
    consumer: {
      ...made.consumer,
      vars: {
        ...made.consumer.vars,
        ...clickhouseVariables,
        REQUESTS_TTL_DAYS: String(deployment.requests_ttl_days),
        BODIES_TTL_DAYS: String(deployment.bodies_ttl_days),
      },
    },
    console: {
      ...made.console,
      ...address(console.domain ? [console.domain] : []),
      ...near(clickhouse.region),
      vars: {
        ...made.console.vars,
        ...clickhouseVariables,
        ...(edge.domain ? { EDGE_URL: `https://${edge.domain}` } : {}),
        ...(console.access
          ? { ACCESS_TEAM_DOMAIN: console.access.team_domain, ACCESS_AUD: console.access.audience }
          : {}),
      },
    },
  };
}

/** A Worker with a domain of its own answers at no other address. */
function address(domains: readonly string[]) {
  return {
    workers_dev: domains.length === 0,
    routes: domains.map((pattern) => ({ pattern, custom_domain: true as const })),
  };
}

function near(region: string | undefined) {
  return region === undefined ? {} : { placement: { region } };
}

function readConfig(role: WorkerRole, name: string): WorkerConfig {
  const path = resolve(root, files[role]);
  const config = configSchema.parse(renamed(experimental_readRawConfig({ config: path }).rawConfig, name));
  return {
    ...config,
    main: resolve(path, '..', config.main),
    ...(config.assets ? { assets: { ...config.assets, directory: resolve(path, '..', config.assets.directory) } } : {}),
    minify: true,
    // Cloudflare reads stack traces with it: https://developers.cloudflare.com/workers/observability/source-maps/
    upload_source_maps: true,
    d1_databases: config.d1_databases.map((database) => ({
      ...database,
      migrations_dir: join(root, 'packages/accounts/migrations'),
    })),
  };
}

function renamed(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((one) => renamed(one, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, one]) => [
      field,
      naming.has(field) && typeof one === 'string' ? one.replace(ownPrefix, name) : renamed(one, name),
    ]),
  );
}

/** What the Workers need to find in the account, by name. */
export interface Resources {
  databases: string[];
  buckets: string[];
  queues: string[];
}

export function resourcesOf(configs: WorkerConfigs): Resources {
  const all = roles.map((role) => configs[role]);
  const names = (of: (config: WorkerConfig) => (string | undefined)[]) =>
    [...new Set(all.flatMap(of))].filter((name) => name !== undefined).sort();
  return {
    databases: names((config) => config.d1_databases.map((database) => database.database_name)),
    buckets: names((config) => config.r2_buckets.map((bucket) => bucket.bucket_name)),
    queues: names(({ queues }) => [
      ...queues.producers.map((producer) => producer.queue),
      ...queues.consumers.flatMap((consumer) => [consumer.queue, consumer.dead_letter_queue]),
    ]),
  };
}
