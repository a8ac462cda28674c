import { type Role, roles } from '@tallystick/log';
import { Command, Option } from 'commander';
import { consoleAccess } from '../console/access.ts';
import { makeSignInLink } from '../console/sign-in-link.ts';
import { formatTime } from '../table.ts';

interface Options {
  organisation?: string;
  role: Role;
  remote?: true;
}

export const signIn = new Command('sign-in')
  .option('--organisation <id>', 'the one to look at; here the local one by default')
  .addOption(new Option('--role <role>', 'as what').choices(roles).default('owner'))
  .option('--remote', 'into the deployed console: TALLY_CONSOLE_URL, TALLY_OPERATOR_TOKEN or TALLY_ADMIN_KEY')
  .action(async ({ organisation, role, remote }: Options) => {
    const access = await consoleAccess(remote);
    const link = await makeSignInLink(access, { organisation: organisation ?? access.organisation, role });
    // The link alone on standard output, for open "$(…)".
    console.error(`opens the console once, as ${role}, until ${formatTime(link.expires_at)} UTC`);
    console.log(link.url);
  });
