import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { type ConsoleAccess, consoleAccess, readDataFile } from '../console/access.ts';
import { clickhouseAccess } from '../dev/settings.ts';
import { type SupervisedDev, superviseDev } from '../dev/supervise.ts';
import type { ClickHouseAccess } from '../stack.ts';

const devSchema = z.object({ edgeUrl: z.url(), consoleUrl: z.url(), clickhouseUrl: z.url() });

/** The `dev` that the demo is shown in. */
export interface RunningDev {
  edgeUrl: string;
  consoleUrl: string;
  clickhouse: ClickHouseAccess;
  console: ConsoleAccess;
  dataDir: string;
  /** Present when it was started for the demo. */
  own: SupervisedDev | undefined;
}

/**
 * The `dev` that runs with this data directory; one is started where none does.
 *
 * @throws CommandError when it cannot be started; it has said itself why
 */
export async function runningDev(environment: NodeJS.ProcessEnv): Promise<RunningDev> {
  const dataDir = environment.TALLY_DATA_DIR || '.tally';
  const running = await find(dataDir, environment);
  if (running) return running;
  console.log('starting Tallystick on this machine …');
  const own = superviseDev('ignore');
  let ended = false;
  own.exited.then(() => {
    ended = true;
  });
  while (!ended) {
    const started = await find(dataDir, environment);
    if (started) return { ...started, own };
    await sleep(200);
  }
  throw new CommandError('Tallystick could not be started here');
}

async function find(dataDir: string, environment: NodeJS.ProcessEnv): Promise<RunningDev | undefined> {
  try {
    const { edgeUrl, consoleUrl, clickhouseUrl } = await readDataFile(join(dataDir, 'dev.json'), devSchema);
    const console = await consoleAccess(false, environment);
    const answer = await fetch(`${edgeUrl}/tally/health`);
    if (!answer.ok) return undefined;
    const clickhouse = clickhouseAccess(environment) ?? {
      url: clickhouseUrl,
      user: 'default',
      password: '',
      database: 'tally',
    };
    return { edgeUrl, consoleUrl, clickhouse, console, dataDir, own: undefined };
  } catch (error) {
    // No file, or one that a killed run has left behind: nobody answers there.
    if (error instanceof CommandError || error instanceof TypeError) return undefined;
    throw error;
  }
}
