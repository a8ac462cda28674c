/** The process behind `dev`: starts the stack, says how to use it, and runs until its parent says `stop` or is gone. */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandError, runCommand } from '../command-error.ts';
import { type ConsoleAccess, readDataFile } from '../console/access.ts';
import { makeSignInLink } from '../console/sign-in-link.ts';
import { versionAt } from '../deploy/addresses.ts';
import { type Stack, startStack } from '../stack.ts';
import { callLine } from './call-line.ts';
import { logLine } from './log-line.ts';
import { stackOptions } from './settings.ts';
import { snippets } from './snippets.ts';
import { watchCalls } from './watch-calls.ts';

const addressesSchema = z.object({ edgeUrl: z.url(), consoleUrl: z.url() });

const stopAsked = new Promise<void>((resolve) => {
  process.once('message', () => resolve());
  process.once('disconnect', () => resolve());
  // A terminal that was closed takes no more lines; the stack is stopped in order all the same.
  process.stdout.on('error', () => resolve());
  process.stderr.on('error', () => resolve());
});

await runCommand(run);
if (process.connected) process.disconnect();

async function run(): Promise<void> {
  const options = stackOptions(process.env);
  const devFile = join(options.dataDir, 'dev.json');
  await clear(devFile);

  const stack = await startStack({
    ...options,
    onProgress: (step) => console.log(`${step} …`),
    onClickHouseEnd: (line) => console.error(line),
    onLog: ({ level, message }) => {
      const line = level === 'error' || level === 'warn' ? logLine(message) : undefined;
      if (line !== undefined) console.error(line);
    },
  });
  try {
    await writeFile(devFile, `${JSON.stringify(describe(stack), null, 2)}\n`, { mode: 0o600 });
    const { url: signIn } = await makeSignInLink(accessOf(stack), { organisation: stack.organisation, role: 'owner' });
    console.log(`
edge        ${stack.edgeUrl}
console     ${stack.consoleUrl}
ClickHouse  ${stack.clickhouse.url} (database ${stack.clickhouse.database})
write key   ${stack.writeKey}
read key    ${stack.readKey}
admin key   ${stack.adminKey}
sign in     ${signIn}
            once, within 15 minutes; another: npx pnpm@12 tally sign-in`);
    console.log(snippets(stack, process.env, options.upstreams));
    console.log('tallystick ready');
    const watch = watchCalls(stack.clickhouse, (call) => console.log(callLine(call, stack.consoleUrl)));
    await stopAsked;
    console.log('\nstopping …');
    await watch.stop();
  } finally {
    await rm(devFile, { force: true });
    await stack.stop();
  }
}

/**
 * Removes the file that a killed run has left, which would tell others that this one is ready.
 *
 * @throws CommandError when that run is alive
 */
async function clear(devFile: string): Promise<void> {
  if (!existsSync(devFile)) return;
  const { edgeUrl, consoleUrl } = await readDataFile(devFile, addressesSchema);
  // The edge, since it asks nobody else how they are: the console says 503 while ClickHouse is away, or waits for it.
  if ((await versionAt(`${edgeUrl}/tally/health`)) !== undefined) {
    throw new CommandError(`Tallystick runs with this data already (${consoleUrl}): stop it, or set TALLY_DATA_DIR`);
  }
  await rm(devFile);
}

function accessOf({ consoleUrl, operatorToken, organisation }: Stack): ConsoleAccess {
  return { url: consoleUrl, token: operatorToken, organisation, unreachable: `nobody answers at ${consoleUrl}` };
}

/** What `dev.json` tells other programs. */
function describe(stack: Stack) {
  const { edgeUrl, consoleUrl, clickhouse, organisation, writeKey, readKey, adminKey } = stack;
  return { edgeUrl, consoleUrl, clickhouseUrl: clickhouse.url, organisation, writeKey, readKey, adminKey };
}
