import { firstKeyKinds } from './first-keys.ts';
import { messageRetention } from './resources.ts';
import type { DeployOptions } from './run.ts';
import { clickhouseSecrets, generatedSecrets, secretsFile } from './secrets.ts';
import { checkOrganisation } from './test-call.ts';
import { resourcesOf, roles, type WorkerConfig, workerConfigs } from './worker-configs.ts';
import { wrangler } from './wrangler.ts';

/** Builds the Workers as `deploy` would, and says what it would do: without an account, and without a connection. */
export async function dryRun({
  deployment,
  file,
  rotate,
  organisation,
  report,
}: Omit<DeployOptions, 'environment'>): Promise<void> {
  const configs = workerConfigs(deployment);
  const { databases, buckets, queues } = resourcesOf(configs);
  report(`account: ${deployment.account_id ?? 'CLOUDFLARE_ACCOUNT_ID, or the only one of the token'}`);
  report(`D1: the database ${databases.join(', ')}, and its tables (packages/accounts/migrations)`);
  report(`R2: the bucket ${buckets.join(', ')}`);
  report(`queues: ${queues.join(', ')}; messages are kept for ${messageRetention / 86_400} days`);
  const { clickhouse, requests_ttl_days: requests, bodies_ttl_days: bodies } = deployment;
  const kept = (days: number) => (days === 0 ? 'for good' : `for ${days} days`);
  report(
    `ClickHouse at CLICKHOUSE_URL: the tables in database ${clickhouse.database}, as user ${clickhouse.user} (clickhouse/migrations); calls are kept ${kept(requests)}, bodies ${kept(bodies)}`,
  );
  for (const role of roles) {
    const { size } = await wrangler(['deploy', '--dry-run'], { config: configs[role] });
    report(`Worker ${configs[role].name}: built and minified, ${size}`);
    for (const line of describe(configs[role])) report(`  ${line}`);
  }
  report(`secrets made where no Worker has them: ${generatedSecrets.join(', ')}`);
  if (rotate.length > 0) report(`secrets replaced: ${rotate.join(', ')}`);
  report(`secrets from the environment, else from ${secretsFile(file)}: ${clickhouseSecrets.join(', ')}`);
  report(`written on this machine: ${file}, and ${secretsFile(file)} with all of the secrets, for you only to read`);
  report(
    `then: the organisation "${organisation}" with a key of each kind (${firstKeyKinds.join(', ')}), shown once, where there is no organisation`,
  );
  report(
    deployment.edge.variables.LOGGING === 'off'
      ? 'no test call, since LOGGING is off'
      : `a test call through the edge, of the organisation ${checkOrganisation}, which is made for such, with a key that is revoked after it`,
  );
  report('nothing was created, changed or sent');
}

function describe(config: WorkerConfig): string[] {
  const { routes = [], queues, r2_buckets, d1_databases, triggers, secrets, vars } = config;
  const bound = [
    ...queues.producers.map(({ binding, queue }) => `${binding} to the queue ${queue}`),
    ...r2_buckets.map(({ binding, bucket_name }) => `${binding} to the R2 bucket ${bucket_name}`),
    ...d1_databases.map(({ binding, database_name }) => `${binding} to the D1 database ${database_name}`),
  ];
  const hosts = routes.map(({ pattern }) => pattern).join(', ');
  return [
    `at ${hosts || (config.workers_dev ? 'its workers.dev address' : 'no address')}`,
    `binds ${bound.join(', ')}`,
    ...queues.consumers.map(
      ({ queue, dead_letter_queue }) =>
        `takes from ${queue}${dead_letter_queue ? `, what it gives up goes to ${dead_letter_queue}` : ''}`,
    ),
    ...(triggers ? [`runs at ${triggers.crons.join(' and ')} (cron, UTC)`] : []),
    ...(config.placement
      ? [`runs near ${'region' in config.placement ? config.placement.region : 'what it asks most'}`]
      : []),
    `variables: ${Object.entries(vars)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
    `secrets: ${secrets.required.join(', ')}`,
  ];
}
