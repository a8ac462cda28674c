import { password, text } from '@clack/prompts';
import { type ClickHouseOptions, serviceTokenOf } from '@tallystick/clickhouse';
import { CommandError } from '../command-error.ts';
import type { Deployment } from './deployment.ts';
import { clickhouseSecrets, type Secrets } from './secrets.ts';

/**
 * What this machine knows of ClickHouse: from the environment, else as the secrets file has it, else as the person at the
 * terminal says.
 *
 * @throws CommandError naming the variable to set, where nobody can be asked
 */
export async function clickhouseSecretsOf(known: Secrets, environment: NodeJS.ProcessEnv): Promise<Secrets> {
  const found: Record<string, string> = {};
  for (const name of clickhouseSecrets) {
    // A password may be empty; any other that is set to nothing is not set.
    const value = (name === 'CLICKHOUSE_PASSWORD' ? environment[name] : environment[name] || undefined) ?? known[name];
    if (value !== undefined) found[name] = value;
  }
  found.CLICKHOUSE_URL ||= await ask('CLICKHOUSE_URL', () =>
    text({ message: 'Where does ClickHouse answer HTTP?', placeholder: 'https://host:8443' }),
  );
  found.CLICKHOUSE_PASSWORD ??= await ask('CLICKHOUSE_PASSWORD', () =>
    password({ message: 'The password of its user (asked for once; it becomes a secret of two Workers)' }),
  );
  checkUrl(found.CLICKHOUSE_URL);
  if ((found.CLICKHOUSE_ACCESS_CLIENT_ID === undefined) !== (found.CLICKHOUSE_ACCESS_CLIENT_SECRET === undefined)) {
    throw new CommandError('set both CLICKHOUSE_ACCESS_CLIENT_ID and CLICKHOUSE_ACCESS_CLIENT_SECRET, or neither');
  }
  return found;
}

/** The way to the deployment's ClickHouse from here. */
export function clickhouseOptions(known: Secrets, { clickhouse }: Deployment): ClickHouseOptions {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_PASSWORD: password } = known;
  if (!url) throw new CommandError('set CLICKHOUSE_URL, and CLICKHOUSE_PASSWORD, in the environment');
  return { url, password, user: clickhouse.user, database: clickhouse.database, serviceToken: serviceTokenOf(known) };
}

async function ask(name: string, question: () => Promise<string | symbol>): Promise<string> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new CommandError(`set ${name} in the environment`);
  const answer = await question();
  // What clack answers when the question is left with Ctrl-C.
  if (typeof answer === 'symbol') throw new CommandError(`stopped: ${name} is needed`);
  return answer;
}

function checkUrl(url: string): void {
  const { protocol, username, password: secret } = URL.parse(url) ?? {};
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new CommandError('CLICKHOUSE_URL is not a URL: write https://host:8443');
  }
  if (username || secret) {
    throw new CommandError(
      'CLICKHOUSE_URL holds a user or password: set CLICKHOUSE_PASSWORD, and clickhouse.user in the deployment file',
    );
  }
}
