import * as z from 'zod';
import type { Account } from './account.ts';
import type { Resources } from './worker-configs.ts';

/** How long a queue keeps a message: 14 days, the most there is with Workers Paid. Seconds. */
export const messageRetention = 1_209_600;

const databaseSchema = z.object({ uuid: z.string(), name: z.string() });
const bucketSchema = z.object({ name: z.string() });
const queueSchema = z.object({
  queue_id: z.string(),
  queue_name: z.string(),
  settings: z.object({ message_retention_period: z.int().optional() }).nullish(),
  consumers: z
    .array(
      z.object({
        script: z.string().optional(),
        service: z.string().optional(),
        dead_letter_queue: z.string().optional(),
      }),
    )
    .nullish(),
});
export type FoundQueue = z.infer<typeof queueSchema>;

export async function findDatabase({ id, cloudflare }: Account, name: string) {
  const path = `/accounts/${id}/d1/database?per_page=100&name=${encodeURIComponent(name)}`;
  return (await cloudflare.find(path, z.array(databaseSchema)))?.find((database) => database.name === name);
}

export function findBucket({ id, cloudflare }: Account, name: string) {
  return cloudflare.find(`/accounts/${id}/r2/buckets/${name}`, bucketSchema);
}

export async function findQueue({ id, cloudflare }: Account, name: string): Promise<FoundQueue | undefined> {
  const path = `/accounts/${id}/queues?name=${encodeURIComponent(name)}`;
  return (await cloudflare.find(path, z.array(queueSchema)))?.find((queue) => queue.queue_name === name);
}

/**
 * Makes what is not there. Those that are there are used as they are, save for how long a queue keeps its messages.
 *
 * @returns D1's ids by name, and a line about each thing that was made or changed
 */
export async function ensureResources(account: Account, resources: Resources) {
  const { id, cloudflare } = account;
  const done: string[] = [];
  const databaseIds = new Map<string, string>();
  for (const name of resources.databases) {
    let database = await findDatabase(account, name);
    if (!database) {
      database = await cloudflare.send('POST', `/accounts/${id}/d1/database`, { name }, databaseSchema);
      done.push(`made D1 database ${name}`);
    }
    databaseIds.set(name, database.uuid);
  }
  for (const name of resources.buckets) {
    if (await findBucket(account, name)) continue;
    await cloudflare.send('POST', `/accounts/${id}/r2/buckets`, { name }, bucketSchema);
    done.push(`made R2 bucket ${name}`);
  }
  const settings = { message_retention_period: messageRetention };
  for (const name of resources.queues) {
    const queue = await findQueue(account, name);
    if (!queue) {
      await cloudflare.send('POST', `/accounts/${id}/queues`, { queue_name: name, settings }, queueSchema);
      done.push(`made queue ${name}`);
    } else if (queue.settings?.message_retention_period !== messageRetention) {
      await cloudflare.send('PATCH', `/accounts/${id}/queues/${queue.queue_id}`, { settings }, queueSchema);
      done.push(`queue ${name} keeps messages for 14 days now`);
    }
  }
  return { databaseIds, done };
}
