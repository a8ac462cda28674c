import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';

/** Which console to ask, and as whom. */
export interface ConsoleAccess {
  url: string;
  /** The operator token, or an admin key. */
  token: string;
  /** The organisation that is meant when none is named. */
  organisation: string | undefined;
  /** What to say when nobody answers at `url`. */
  unreachable: string;
}

const devSchema = z.object({ consoleUrl: z.url(), organisation: z.string() });
const secretsSchema = z.object({ OPERATOR_TOKEN: z.string().min(1) });

const devNotRunning =
  'Tallystick is not running here: start it with "npx pnpm@12 dev", or name a deployed one with --remote';

/**
 * The console of the `dev` that runs on this machine, or the deployed one that the environment names.
 *
 * @throws CommandError saying what to start or to set
 */
export async function consoleAccess(
  remote = false,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ConsoleAccess> {
  if (remote) return remoteAccess(environment);
  const directory = environment.TALLY_DATA_DIR || '.tally';
  const dev = await readDataFile(join(directory, 'dev.json'), devSchema);
  const secrets = await readDataFile(join(directory, 'secrets.json'), secretsSchema);
  return {
    url: dev.consoleUrl,
    token: secrets.OPERATOR_TOKEN,
    organisation: dev.organisation,
    unreachable: devNotRunning,
  };
}

function remoteAccess(environment: NodeJS.ProcessEnv): ConsoleAccess {
  const { TALLY_CONSOLE_URL: url = '', TALLY_OPERATOR_TOKEN, TALLY_ADMIN_KEY } = environment;
  const token = TALLY_OPERATOR_TOKEN || TALLY_ADMIN_KEY;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new CommandError('set TALLY_CONSOLE_URL to the URL of the deployed console Worker, https://…');
  }
  if (!token) {
    throw new CommandError(
      'set TALLY_OPERATOR_TOKEN to the token of the deployment, or TALLY_ADMIN_KEY to an admin key',
    );
  }
  return { url, token, organisation: undefined, unreachable: `nobody answers at ${url}: check TALLY_CONSOLE_URL` };
}

/** Reads one of the files that `dev` writes. */
export async function readDataFile<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw new CommandError(devNotRunning, { cause });
    throw new CommandError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CommandError(`${path} is damaged: remove it and start "npx pnpm@12 dev" again`, { cause });
  }
}
