import { buildPage } from '@tallystick/console/build-page';
import cli from '../../package.json' with { type: 'json' };
import type { ConsoleAccess } from '../console/access.ts';
import { migrateTables } from '../stack/tables.ts';
import { openAccount } from './account.ts';
import { addressesOf, untilAnswers } from './addresses.ts';
import { clickhouseOptions, clickhouseSecretsOf } from './clickhouse-access.ts';
import { type Deployment, writeDeployment } from './deployment.ts';
import { checkDomains } from './domains.ts';
import { firstKeys } from './first-keys.ts';
import { ensureResources } from './resources.ts';
import {
  type GeneratedSecret,
  planSecrets,
  presentSecrets,
  readSecrets,
  secretsFile,
  writeSecrets,
} from './secrets.ts';
import { logTestCall, untilRow, withTestKey } from './test-call.ts';
import { resourcesOf, roles, type WorkerConfig, type WorkerConfigs, workerConfigs } from './worker-configs.ts';
import { wrangler } from './wrangler.ts';

export interface DeployOptions {
  deployment: Deployment;
  /** Where the deployment is remembered; beside it is what this machine knows of its secrets. */
  file: string;
  rotate: readonly GeneratedSecret[];
  /** The name of the first organisation. */
  organisation: string;
  environment: NodeJS.ProcessEnv;
  /** Takes a line for each step that is done. */
  report: (line: string) => void;
}

/**
 * Brings an account to what the deployment says. Each step looks for what is there already, so that a run goes on where the one
 * before stopped.
 *
 * @throws CommandError naming the step, what is wrong and what to do
 */
export async function deploy(options: DeployOptions): Promise<void> {
  const { deployment, file, environment, report } = options;
  const secretsPath = secretsFile(file);
  const step = async <T>(name: string, work: () => Promise<readonly [said: string, result: T]>): Promise<T> => {
    try {
      const [said, result] = await work();
      report(`✓ ${name}: ${said}`);
      return result;
    } catch (error) {
      report(`✗ ${name}`);
      throw error;
    }
  };
  const configs = workerConfigs(deployment);
  await buildPage();

  const account = await step('account', async () => {
    const opened = await openAccount(deployment, environment);
    for (const role of roles) await checkDomains(opened, configs[role]);
    await writeDeployment(file, { ...deployment, account_id: opened.id });
    return [`${opened.id}, remembered in ${file}`, opened];
  });
  const databaseIds = await step('D1, R2 and queues', async () => {
    const { databaseIds, done } = await ensureResources(account, resourcesOf(configs));
    return [done.join(', ') || 'all there', databaseIds];
  });
  const bound = withDatabases(configs, databaseIds);
  await step('tables in D1', async () => {
    for (const name of databaseIds.keys()) {
      await wrangler(['d1', 'migrations', 'apply', name, '--remote'], { config: bound.console, accountId: account.id });
    }
    return ['up to date', undefined];
  });
  const known = await readSecrets(secretsPath);
  const clickhouse = await step('tables in ClickHouse', async () => {
    const found = await clickhouseSecretsOf(known, environment);
    const server = clickhouseOptions(found, deployment);
    const lines: string[] = [];
    const retention = { requestsDays: deployment.requests_ttl_days, bodiesDays: deployment.bodies_ttl_days };
    await migrateTables({ ...server, retention, onProgress: (line) => lines.push(line) });
    const own = ownAddress.test(new URL(server.url).hostname)
      ? '; but this is an address of this machine’s own, which no Worker reaches'
      : '';
    return [(lines.join(', ') || 'up to date') + own, { secrets: found, server }];
  });
  const plan = await step('secrets', async () => {
    const operator = environment.TALLY_OPERATOR_TOKEN ? { OPERATOR_TOKEN: environment.TALLY_OPERATOR_TOKEN } : {};
    const present = await presentSecrets(account, configs);
    // The kept token goes before a shell's, which may be from before a rotation: written over it, the only copy would be gone.
    const made = planSecrets(configs, present, { ...operator, ...known, ...clickhouse.secrets }, options.rotate);
    // Before any Worker has them: a run that ends here must not take them along.
    await writeSecrets(secretsPath, made.known);
    const what = [
      ...(made.made.length > 0 ? [`made ${made.made.join(', ')}`] : []),
      ...made.forgotten.map((name) => `keys signed with the ${name} before are refused from now on`),
    ].map((words) => `${words}; `);
    return [`${what.join('')}kept in ${secretsPath}: store a copy where you store passwords`, made];
  });
  for (const role of roles) {
    await step(`Worker ${configs[role].name}`, async () => {
      const run = { config: bound[role], secrets: plan.set[role], accountId: account.id };
      const { size } = await wrangler(['deploy', '--tag', cli.version], run);
      return [`deployed, ${size}`, undefined];
    });
  }
  await writeSecrets(secretsPath, plan.settled);
  const addresses = await step('answers', async () => {
    const found = await addressesOf(account, configs, environment);
    const version = await untilAnswers(`${found.edge}/tally/health`);
    await untilAnswers(`${found.console}/v1/health`);
    return [`edge ${found.edge}, console ${found.console}, version ${version}`, found];
  });

  const token = plan.known.OPERATOR_TOKEN;
  if (token === undefined) {
    report(
      '– keys and a test call: not made, since this machine does not know the OPERATOR_TOKEN: set TALLY_OPERATOR_TOKEN',
    );
    return;
  }
  const access: ConsoleAccess = {
    url: addresses.console,
    token,
    organisation: undefined,
    unreachable: `nobody answers at ${addresses.console}: run it again`,
  };
  await step('organisation and keys', async () => {
    const shown = (kind: string, key: string) => report(`  ${kind} key, shown this once: ${key}`);
    const { made, organisations } = await firstKeys(access, options.organisation, shown);
    return [made ? `made ${organisations.join()}` : organisations.join(', '), undefined];
  });
  if (deployment.edge.variables.LOGGING === 'off') {
    report('– test call: not made, since LOGGING is off');
    return;
  }
  await step('test call', async () => {
    const took = await withTestKey(access, async (key) =>
      untilRow(await logTestCall(addresses.edge, key), clickhouse.server),
    );
    return [`a row after ${(took / 1000).toFixed(1)} s`, undefined];
  });
  report(`Point an SDK at ${addresses.edge}/openai/v1 with the header Tally-Auth: Bearer <write key>.`);
}

/** A developer's environment may name the server of `dev`. */
const ownAddress = /^(localhost|127\.[\d.]+|\[::1\])$/;

/** With the ids of the databases that are meant, so that wrangler neither looks for them nor makes others. */
function withDatabases(configs: WorkerConfigs, ids: ReadonlyMap<string, string>): WorkerConfigs {
  const bind = (config: WorkerConfig): WorkerConfig => ({
    ...config,
    d1_databases: config.d1_databases.map((database) => ({
      ...database,
      database_id: ids.get(database.database_name),
    })),
  });
  return { edge: bind(configs.edge), consumer: bind(configs.consumer), console: bind(configs.console) };
}
