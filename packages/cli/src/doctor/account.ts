import * as z from 'zod';
import cli from '../../package.json' with { type: 'json' };
import { CommandError } from '../command-error.ts';
import type { Account } from '../deploy/account.ts';
import { findBucket, findDatabase, findQueue, messageRetention } from '../deploy/resources.ts';
import { secretsOf } from '../deploy/secrets.ts';
import { resourcesOf, roles, type WorkerConfig, type WorkerConfigs } from '../deploy/worker-configs.ts';
import type { Check } from './check.ts';

const deployAgain = 'run "npx pnpm@12 tally deploy"';

/** What can be checked of an account: that everything is there, and as the deployment's file says. */
export function accountChecks(account: Account, configs: WorkerConfigs): Check[] {
  const { databases, buckets, queues } = resourcesOf(configs);
  return [
    ...databases.map((name) => ({
      name: `D1 ${name}`,
      run: async () => present(await findDatabase(account, name), 'the database'),
    })),
    ...buckets.map((name) => ({
      name: `R2 ${name}`,
      run: async () => present(await findBucket(account, name), 'the bucket'),
    })),
    ...queues.map((name) => ({ name: `queue ${name}`, run: () => checkQueue(account, configs.consumer, name) })),
    ...roles.map((role) => ({
      name: `Worker ${configs[role].name}`,
      run: () => checkBindings(account, configs[role]),
    })),
    ...roles.map((role) => ({
      name: `version of ${configs[role].name}`,
      run: () => checkVersion(account, configs[role].name),
    })),
    ...roles.map((role) => ({
      name: `secrets of ${configs[role].name}`,
      run: async () => {
        const has = await secretsOf(account, configs[role].name);
        const lacking = configs[role].secrets.required.filter((name) => !has?.has(name));
        if (lacking.length > 0) throw new CommandError(`lacks ${lacking.join(', ')}: ${deployAgain}`);
        return configs[role].secrets.required.join(', ');
      },
    })),
  ];
}

async function present(found: unknown, what: string): Promise<string> {
  if (!found) throw new CommandError(`${what} is not there: ${deployAgain}`);
  return 'there';
}

/** A queue that nobody takes from fills up; one whose consumer has no dead-letter queue deletes what it gives up. */
async function checkQueue(account: Account, consumer: WorkerConfig, name: string): Promise<string> {
  const queue = await findQueue(account, name);
  if (!queue) throw new CommandError(`is not there: ${deployAgain}`);
  const wanted = consumer.queues.consumers.find((one) => one.queue === name);
  const attached = queue.consumers?.find((one) => (one.script ?? one.service) === consumer.name);
  if (wanted && !attached) throw new CommandError(`nobody takes from it: ${deployAgain}`);
  if (wanted?.dead_letter_queue && attached?.dead_letter_queue !== wanted.dead_letter_queue) {
    throw new CommandError(
      `what its consumer gives up is deleted, not sent to ${wanted.dead_letter_queue}: ${deployAgain}`,
    );
  }
  if (queue.settings?.message_retention_period !== messageRetention) {
    throw new CommandError(`keeps messages for less than ${messageRetention / 86_400} days: ${deployAgain}`);
  }
  return wanted ? `${consumer.name} takes from it` : 'there';
}

const settingsSchema = z.object({
  bindings: z.array(z.looseObject({ name: z.string(), type: z.string(), text: z.string().optional() })),
});

/** The bindings that the configuration names must be there, and its variables have the values that it gives them. */
async function checkBindings({ id, cloudflare }: Account, config: WorkerConfig): Promise<string> {
  const settings = await cloudflare.find(`/accounts/${id}/workers/scripts/${config.name}/settings`, settingsSchema);
  if (!settings) throw new CommandError(`is not there: ${deployAgain}`);
  const bound = new Map(settings.bindings.map((binding) => [binding.name, binding]));
  const wanted = [...config.queues.producers, ...config.r2_buckets, ...config.d1_databases].map(
    ({ binding }) => binding,
  );
  const lacking = wanted.filter((name) => !bound.has(name));
  if (lacking.length > 0) throw new CommandError(`lacks the binding ${lacking.join(', ')}: ${deployAgain}`);
  const differing = Object.entries(config.vars).filter(([name, value]) => bound.get(name)?.text !== value);
  if (differing.length > 0) {
    const names = differing.map(([name]) => name).join(', ');
    throw new CommandError(`${names} is not what the deployment's file says: ${deployAgain}`);
  }
  return `bindings ${wanted.join(', ')}`;
}

const deploymentsSchema = z.object({
  deployments: z.array(z.object({ versions: z.array(z.object({ version_id: z.string() })) })),
});
const versionSchema = z.object({ annotations: z.record(z.string(), z.string()).nullish() });

/** `deploy` tags what it uploads. A version that came about otherwise, by a secret that was put, has the same code and no tag. */
async function checkVersion({ id, cloudflare }: Account, worker: string): Promise<string> {
  const path = `/accounts/${id}/workers/scripts/${worker}`;
  // The latest deployment comes first. It has several versions while one is rolled out gradually.
  const latest = (await cloudflare.find(`${path}/deployments`, deploymentsSchema))?.deployments[0];
  if (!latest) throw new CommandError(`nothing is deployed: ${deployAgain}`);
  const tags: string[] = [];
  for (const { version_id } of latest.versions) {
    const version = await cloudflare.find(`${path}/versions/${version_id}`, versionSchema);
    const tag = version?.annotations?.['workers/tag'];
    if (tag) tags.push(tag);
  }
  if (tags.some((tag) => tag !== cli.version)) {
    throw new CommandError(`runs ${tags.join(' and ')}, and this is ${cli.version}: ${deployAgain}`);
  }
  return tags[0] ?? 'not tagged: changed since it was deployed, by a secret or in the dashboard';
}
