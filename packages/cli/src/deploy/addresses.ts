import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { Account } from './account.ts';
import type { WorkerConfigs } from './worker-configs.ts';

/** Where the deployed Workers answer, without a final slash. */
export interface Addresses {
  edge: string;
  console: string;
}

/**
 * Each Worker's own domain, else its address at workers.dev. TALLY_EDGE_URL and TALLY_CONSOLE_URL go before both, for a
 * deployment that is reached through something else.
 *
 * @throws CommandError when the account has no workers.dev subdomain and a Worker no domain
 */
export async function addressesOf(
  { id, cloudflare }: Account,
  configs: WorkerConfigs,
  environment: NodeJS.ProcessEnv,
): Promise<Addresses> {
  const of = async (role: keyof Addresses, given: string | undefined): Promise<string> => {
    if (given) return given.replace(/\/$/, '');
    const { name, routes = [] } = configs[role];
    if (routes[0]) return `https://${routes[0].pattern}`;
    const found = await cloudflare.find(`/accounts/${id}/workers/subdomain`, z.object({ subdomain: z.string() }));
    if (!found) {
      throw new CommandError(
        `${name} has no address: give it a domain (--${role}-domain), or register a workers.dev subdomain in the dashboard`,
      );
    }
    return `https://${name}.${found.subdomain}.workers.dev`;
  };
  return {
    edge: await of('edge', environment.TALLY_EDGE_URL),
    console: await of('console', environment.TALLY_CONSOLE_URL),
  };
}

const healthSchema = z.looseObject({ version: z.string() });

/** The version that answers at a health endpoint, whatever else it says; `undefined` while nobody of ours does. */
export async function versionAt(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    return healthSchema.safeParse(await response.json()).data?.version;
  } catch {
    // No DNS record, no certificate or a page that is not ours yet: all of them pass, or are told by the caller.
    return undefined;
  }
}

/**
 * Waits until a Worker answers. A domain of its own may take minutes to get its certificate.
 *
 * @param patience ms
 * @throws CommandError when it does not
 */
export async function untilAnswers(url: string, patience = 180_000): Promise<string> {
  const end = Date.now() + patience;
  for (;;) {
    const version = await versionAt(url);
    if (version !== undefined) return version;
    if (Date.now() > end) {
      throw new CommandError(
        `${url} does not answer yet: a domain's certificate may take some minutes more; run it again then`,
      );
    }
    await sleep(2_000);
  }
}
