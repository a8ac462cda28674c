import { lookup } from 'node:dns/promises';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { Account } from './account.ts';
import type { WorkerConfig } from './worker-configs.ts';

/**
 * Makes sure that a Worker's domains are its own or free. Wrangler, when it can ask nobody, takes a host name over from another
 * Worker and replaces a DNS record that leads elsewhere.
 *
 * @param resolves whether a host name leads somewhere already
 * @throws CommandError naming the domain and what has it
 */
export async function checkDomains(
  { id, cloudflare }: Account,
  { name, routes = [] }: WorkerConfig,
  resolves: (hostname: string) => Promise<boolean> = leadsSomewhere,
): Promise<void> {
  for (const { pattern } of routes) {
    const path = `/accounts/${id}/workers/domains?hostname=${encodeURIComponent(pattern)}`;
    const attached = await cloudflare.find(path, z.array(z.object({ hostname: z.string(), service: z.string() })));
    const owner = attached?.find(({ hostname }) => hostname === pattern)?.service;
    if (owner === name) continue;
    if (owner) throw new CommandError(`${pattern} belongs to the Worker ${owner}: choose another, or remove it there`);
    if (await resolves(pattern)) {
      throw new CommandError(
        `${pattern} has a DNS record that leads elsewhere: remove the record, or choose another; deploy would replace it`,
      );
    }
  }
}

async function leadsSomewhere(hostname: string): Promise<boolean> {
  try {
    await lookup(hostname);
    return true;
  } catch {
    // Nobody has an address for it, which is what a free name looks like.
    return false;
  }
}
