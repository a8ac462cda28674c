import { Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { consoleAccess } from '../console/access.ts';
import { askConsole } from '../console/client.ts';
import { formatTable, formatTime } from '../table.ts';
import { parseTime } from '../time-argument.ts';

const keySchema = z.object({
  id: z.string(),
  organisation: z.string(),
  kind: z.string(),
  name: z.string(),
  default_properties: z.record(z.string(), z.string()),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
});

interface CommonOptions {
  organisation?: string;
  remote?: true;
  json?: true;
}

interface CreateOptions extends CommonOptions {
  kind: string;
  name?: string;
  property?: [name: string, value: string][];
  expires?: string;
}

export const keys = new Command('keys');

withCommonOptions(keys.command('create'))
  .description('make a key, shown this once')
  .addOption(new Option('--kind <kind>', 'what it may do').choices(['write', 'read', 'admin']).default('write'))
  .option('--name <name>', 'what the list calls it')
  .option('--property <name=value>', 'given to every call made with it; can be repeated', collectProperty)
  .option('--expires <when>', 'after a time like 90d or 12h, or at 2030-01-31 (UTC); never by default', parseExpiry)
  .action(async ({ organisation, remote, json, kind, name, property, expires }: CreateOptions) => {
    const access = await consoleAccess(remote);
    const body = {
      kind,
      name,
      organisation: organisation ?? access.organisation,
      default_properties: Object.fromEntries(property ?? []),
      expires_at: expires,
    };
    const made = await askConsole(
      access,
      { method: 'POST', path: '/v1/keys', body },
      keySchema.extend({ key: z.string() }),
    );
    if (json) return print(made);
    // The key alone on standard output, for KEY=$(…).
    console.error(`${made.kind} key ${made.id} of ${made.organisation}. Keep it: it is not shown again.`);
    console.log(made.key);
  });

withCommonOptions(keys.command('list'))
  .description('the keys of an organisation, revoked ones too')
  .action(async ({ organisation, remote, json }: CommonOptions) => {
    const access = await consoleAccess(remote);
    const query = { organisation: organisation ?? access.organisation };
    const answer = await askConsole(
      access,
      { method: 'GET', path: '/v1/keys', query },
      z.object({ keys: z.array(keySchema) }),
    );
    if (json) return print(answer.keys);
    const rows = answer.keys.map((key) => [
      key.id,
      key.kind,
      key.name,
      Object.entries(key.default_properties)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
      formatTime(key.created_at),
      key.expires_at === null ? 'never' : formatTime(key.expires_at),
      key.revoked_at === null ? '' : formatTime(key.revoked_at),
    ]);
    console.log(formatTable(['ID', 'KIND', 'NAME', 'PROPERTIES', 'CREATED (UTC)', 'EXPIRES', 'REVOKED'], rows));
  });

withCommonOptions(keys.command('revoke'))
  .description('refuse a key from now on; the edge does within a minute')
  .argument('<id>', 'the id in the list, not the key itself')
  .action(async (id: string, { organisation, remote, json }: CommonOptions) => {
    const access = await consoleAccess(remote);
    const request = {
      method: 'DELETE',
      path: `/v1/keys/${encodeURIComponent(id)}`,
      query: { organisation: organisation ?? access.organisation },
    } as const;
    const revoked = await askConsole(access, request, keySchema);
    if (json) return print(revoked);
    console.log(`${revoked.kind} key ${revoked.id} of ${revoked.organisation} is revoked since ${revoked.revoked_at}`);
  });

function withCommonOptions(command: Command): Command {
  return command
    .option('--organisation <id>', 'the one that the key belongs to; here the local one by default')
    .option('--remote', 'ask the deployed console: TALLY_CONSOLE_URL, TALLY_OPERATOR_TOKEN or TALLY_ADMIN_KEY')
    .option('--json', 'print JSON');
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

function collectProperty(text: string, before: [string, string][] = []): [string, string][] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write it as team=search.');
  // Header names have no case, and neither have the properties that come in them.
  return [...before, [name.trim().toLowerCase(), value]];
}

/** @returns the time that a duration from now, or a date, stands for: ISO 8601, UTC */
function parseExpiry(text: string): string {
  const time = parseTime(text, 'ahead');
  if (time !== undefined) return time;
  throw new InvalidArgumentError('Write it as 12h, 90d, 8w, 2030-01-31 or 2030-01-31T12:00:00Z.');
}
