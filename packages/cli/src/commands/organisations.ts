import { Command } from 'commander';
import * as z from 'zod';
import { consoleAccess } from '../console/access.ts';
import { askConsole } from '../console/client.ts';
import { formatTable, formatTime } from '../table.ts';

const organisationSchema = z.object({ id: z.string(), name: z.string(), created_at: z.string() });

interface CommonOptions {
  remote?: true;
  json?: true;
}

export const organisations = new Command('organisations');

withCommonOptions(organisations.command('create'))
  .description('make an organisation')
  .argument('<name>', 'what it is called')
  .option('--id <id>', 'lower-case letters, digits and hyphens; made of the name by default')
  .action(async (name: string, { id, remote, json }: CommonOptions & { id?: string }) => {
    const access = await consoleAccess(remote);
    const request = { method: 'POST', path: '/v1/organisations', body: { name, id } } as const;
    const made = await askConsole(access, request, organisationSchema);
    console.log(json ? JSON.stringify(made, null, 2) : `organisation ${made.id} is made: ${made.name}`);
  });

withCommonOptions(organisations.command('list'))
  .description('all organisations')
  .action(async ({ remote, json }: CommonOptions) => {
    const access = await consoleAccess(remote);
    const schema = z.object({ organisations: z.array(organisationSchema) });
    const answer = await askConsole(access, { method: 'GET', path: '/v1/organisations' }, schema);
    const rows = answer.organisations.map(({ id, name, created_at }) => [id, name, formatTime(created_at)]);
    console.log(
      json ? JSON.stringify(answer.organisations, null, 2) : formatTable(['ID', 'NAME', 'CREATED (UTC)'], rows),
    );
  });

function withCommonOptions(command: Command): Command {
  return command
    .option('--remote', 'ask the deployed console: TALLY_CONSOLE_URL and TALLY_OPERATOR_TOKEN')
    .option('--json', 'print JSON');
}
