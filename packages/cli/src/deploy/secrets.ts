import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import type { Account } from './account.ts';
import { roles, type WorkerConfigs, type WorkerRole } from './worker-configs.ts';

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
    'KEY_SECRET_READ_PREVIOUS',
    'KEY_SECRET_ADMIN_PREVIOUS',
    'CLICKHOUSE_ACCESS_CLIENT_ID',
    'CLICKHOUSE_ACCESS_CLIENT_SECRET',
  ],
};

/** Which secrets a Worker has, `undefined` for a Worker that is not there. Cloudflare tells names, never values. */
export type PresentSecrets = Readonly<Record<WorkerRole, ReadonlySet<string> | undefined>>;

export async function presentSecrets({ id, cloudflare }: Account, configs: WorkerConfigs): Promise<PresentSecrets> {
  const of = async (role: WorkerRole) => {
    const path = `/accounts/${id}/workers/scripts/${configs[role].name}/secrets`;
    const found = await cloudflare.find(path, z.array(z.object({ name: z.string() })));
    return found && new Set(found.map(({ name }) => name));
  };
  return { edge: await of('edge'), consumer: await of('consumer'), console: await of('console') };
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
  /** What each Worker is given; what it has besides stays. */
  set: Readonly<Record<WorkerRole, Secrets>>;
  /** The names of those that are made now. */
  made: string[];
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
  const next: Record<string, string> = { ...known };
  const set: Record<WorkerRole, Record<string, string>> = { edge: {}, consumer: {}, console: {} };
  const made: string[] = [];
  const give = (name: string, workers: readonly WorkerRole[]) => {
    const value = next[name];
    if (value === undefined) return;
    for (const role of workers) set[role][name] = value;
  };
  for (const name of generatedSecrets) {
    const workers = roles.filter((role) => configs[role].secrets.required.includes(name));
    const lacking = workers.filter((role) => !present[role]?.has(name));
    if (rotate.includes(name)) {
      const before = known[name];
      if (before !== undefined) {
        next[`${name}_PREVIOUS`] = before;
        give(
          `${name}_PREVIOUS`,
          roles.filter((role) => optional[role].includes(`${name}_PREVIOUS`)),
        );
      }
      next[name] = newSecret();
      made.push(name);
      give(name, workers);
      continue;
    }
    if (known[name] === undefined && lacking.length === workers.length) {
      next[name] = newSecret();
      made.push(name);
    }
    if (next[name] === undefined && lacking.length > 0) {
      const has = workers.filter((role) => !lacking.includes(role)).map((role) => configs[role].name);
      throw new CommandError(
        `${lacking.map((role) => configs[role].name).join(', ')} lacks the ${name} that ${has.join(', ')} has, and this machine does not know it: bring the secrets file from the machine that deployed first, or replace the secret, and with it the keys it signed, with --rotate ${name}`,
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
  return { known: next, set, made };
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
