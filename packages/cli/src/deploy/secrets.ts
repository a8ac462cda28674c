import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { Account } from './account.ts';
import { roles, type WorkerConfigs, type WorkerRole } from './worker-configs.ts';

/**
 * In the secrets file: the names of those that are being replaced, until all their Workers have the new ones. Without it, a run
 * that was broken off in between would leave Workers apart, or make the one after take the new secret for the one before.
 */
const replacing = 'REPLACING';

/** By name. */
export type Secrets = Readonly<Record<string, string>>;

/** Those that nobody has to know: made by `deploy` where they are missing. */
export const generatedSecrets = ['KEY_SECRET_WRITE', 'KEY_SECRET_READ', 'KEY_SECRET_ADMIN', 'OPERATOR_TOKEN'] as const;
export type GeneratedSecret = (typeof generatedSecrets)[number];

/** Those that only a person knows, in the environment of `deploy` under the same names. */
export const clickhouseSecrets = [
  'CLICKHOUSE_URL',
  'CLICKHOUSE_PASSWORD',
  'CLICKHOUSE_ACCESS_CLIENT_ID',
  'CLICKHOUSE_ACCESS_CLIENT_SECRET',
] as const;

/** Beyond what each Worker's wrangler.toml requires. */
const optional: Readonly<Record<WorkerRole, readonly string[]>> = {
  edge: ['KEY_SECRET_WRITE_PREVIOUS'],
  consumer: ['CLICKHOUSE_ACCESS_CLIENT_ID', 'CLICKHOUSE_ACCESS_CLIENT_SECRET'],
  console: [
    'KEY_SECRET_WRITE_PREVIOUS',
    'KEY_SECRET_READ_PREVIOUS',
    'KEY_SECRET_ADMIN_PREVIOUS',
    'CLICKHOUSE_ACCESS_CLIENT_ID',
    'CLICKHOUSE_ACCESS_CLIENT_SECRET',
  ],
};

/** Which secrets a Worker has, `undefined` for a Worker that is not there. Cloudflare tells names, never values. */
export type PresentSecrets = Readonly<Record<WorkerRole, ReadonlySet<string> | undefined>>;

export async function presentSecrets(account: Account, configs: WorkerConfigs): Promise<PresentSecrets> {
  return {
    edge: await secretsOf(account, configs.edge.name),
    consumer: await secretsOf(account, configs.consumer.name),
    console: await secretsOf(account, configs.console.name),
  };
}

/** The names of the secrets that a Worker has, `undefined` for a Worker that is not there. */
export async function secretsOf({ id, cloudflare }: Account, worker: string): Promise<Set<string> | undefined> {
  const path = `/accounts/${id}/workers/scripts/${worker}/secrets`;
  const found = await cloudflare.find(path, z.array(z.object({ name: z.string() })));
  return found && new Set(found.map(({ name }) => name));
}

/** `tallystick.deploy.json` → `tallystick.deploy.secrets.json`, which git ignores. */
export function secretsFile(deploymentFile: string): string {
  return deploymentFile.replace(/(\.json)?$/, '.secrets.json');
}

/** What this machine knows; nothing at the first deploy, or on another machine than the one that deployed first. */
export async function readSecrets(path: string): Promise<Secrets> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new CommandError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch {
    // The cause would quote the file.
    throw new CommandError(`${path} is damaged: restore it, or move it away if you have no other copy`);
  }
}

/** Whole or not at all: it may be the only place that has them. */
export async function writeSecrets(path: string, secrets: Secrets): Promise<void> {
  await writeFile(`${path}.part`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.part`, path);
}

export interface SecretsPlan {
  /** What this machine knows from now on; to be kept before anything is set. */
  known: Secrets;
  /** The same, once every Worker has what is set. */
  settled: Secrets;
  /** What each Worker is given; what it has besides stays. */
  set: Readonly<Record<WorkerRole, Secrets>>;
  /** The names of those that are made now. */
  made: string[];
  /** Of those, the ones whose keys are refused from now on, since the secret before is not known here. */
  forgotten: string[];
}

/**
 * Decides what each Worker is given.
 *
 * A generated secret that its Workers have is never overwritten, since keys were signed with it; one that all of them lack is
 * made. ClickHouse's go to both Workers each time: they are what the tables were just migrated with.
 *
 * @param known what this machine knows, ClickHouse's included
 * @param rotate secrets to replace; the one before stays valid as …_PREVIOUS
 * @throws CommandError when Workers that share a secret would not have the same one
 */
export function planSecrets(
  configs: WorkerConfigs,
  present: PresentSecrets,
  known: Secrets,
  rotate: readonly GeneratedSecret[] = [],
): SecretsPlan {
  const { [replacing]: interrupted = '', ...settled } = known;
  const unfinished = interrupted.split(' ').filter(Boolean);
  const next: Record<string, string> = settled;
  const set: Record<WorkerRole, Record<string, string>> = { edge: {}, consumer: {}, console: {} };
  const made: string[] = [];
  const forgotten: string[] = [];
  const give = (name: string, workers: readonly WorkerRole[]) => {
    const value = next[name];
    if (value === undefined) return;
    for (const role of workers) set[role][name] = value;
  };
  const make = (name: string) => {
    next[name] = randomBytes(32).toString('base64url');
    made.push(name);
  };
  for (const name of generatedSecrets) {
    const previous = `${name}_PREVIOUS`;
    const workers = roles.filter((role) => configs[role].secrets.required.includes(name));
    const lacking = workers.filter((role) => !present[role]?.has(name));
    if (unfinished.includes(name) || rotate.includes(name)) {
      if (!unfinished.includes(name)) {
        if (next[name] === undefined) forgotten.push(name);
        else next[previous] = next[name];
        make(name);
      }
      give(name, workers);
      give(
        previous,
        roles.filter((role) => optional[role].includes(previous)),
      );
      continue;
    }
    if (next[name] === undefined && lacking.length === workers.length) make(name);
    if (next[name] === undefined && lacking.length > 0) {
      const names = (some: readonly WorkerRole[]) => some.map((role) => configs[role].name).join(', ');
      const has = names(workers.filter((role) => !lacking.includes(role)));
      throw new CommandError(
        `${names(lacking)} lacks the ${name} that ${has} has, and this machine does not know it: bring the secrets file from the machine that deployed first, or replace the secret, and with it the keys it signed, with --rotate ${name}`,
      );
    }
    give(name, lacking);
  }
  for (const name of clickhouseSecrets) {
    give(
      name,
      roles.filter((role) => configs[role].secrets.required.includes(name) || optional[role].includes(name)),
    );
  }
  const rotating = [...new Set([...unfinished, ...rotate])].join(' ');
  return { known: rotating ? { ...next, [replacing]: rotating } : next, settled: next, set, made, forgotten };
}
