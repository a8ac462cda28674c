import { join } from 'node:path';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { consoleAccess, readDataFile } from '../console/access.ts';
import { openAccount } from '../deploy/account.ts';
import { addressesOf } from '../deploy/addresses.ts';
import { clickhouseOptions, clickhouseSecretsOf } from '../deploy/clickhouse-access.ts';
import { readDeployment } from '../deploy/deployment.ts';
import { readSecrets, secretsFile } from '../deploy/secrets.ts';
import { workerConfigs } from '../deploy/worker-configs.ts';
import { clickhouseAccess } from '../dev/settings.ts';
import { accountChecks } from './account.ts';
import type { Check } from './check.ts';
import { runningChecks } from './running.ts';

const devSchema = z.object({ edgeUrl: z.url(), clickhouseUrl: z.url() });

/** The checks of the `dev` that runs here. @throws CommandError when none does */
export async function localChecks(environment: NodeJS.ProcessEnv): Promise<Check[]> {
  const console = await consoleAccess(false, environment);
  const dev = await readDataFile(join(environment.TALLY_DATA_DIR || '.tally', 'dev.json'), devSchema);
  const clickhouse = clickhouseAccess(environment) ?? { url: dev.clickhouseUrl };
  return runningChecks({ edge: dev.edgeUrl, console, clickhouse, retention: undefined });
}

/**
 * The checks of the deployment that a file describes.
 *
 * @throws CommandError when the account cannot be opened, or what is needed to ask is not known here
 */
export async function remoteChecks(file: string, environment: NodeJS.ProcessEnv): Promise<Check[]> {
  const deployment = await readDeployment(file);
  const configs = workerConfigs(deployment);
  const account = await openAccount(deployment, environment);
  const addresses = await addressesOf(account, configs, environment);
  const known = await readSecrets(secretsFile(file));
  const token = environment.TALLY_OPERATOR_TOKEN || known.OPERATOR_TOKEN;
  if (!token) {
    throw new CommandError(
      `this machine does not know the operator token: set TALLY_OPERATOR_TOKEN, or bring ${secretsFile(file)} here`,
    );
  }
  const console = {
    url: addresses.console,
    token,
    organisation: undefined,
    unreachable: `nobody answers at ${addresses.console}`,
  };
  const clickhouse = clickhouseOptions(await clickhouseSecretsOf(known, environment), deployment);
  const retention = { requests: deployment.requests_ttl_days, bodies: deployment.bodies_ttl_days };
  return [
    ...accountChecks(account, configs),
    ...runningChecks({ edge: addresses.edge, console, clickhouse, retention }),
  ];
}
