import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { callLine } from '../dev/call-line.ts';
import { stackOptions } from '../dev/settings.ts';
import { snippets } from '../dev/snippets.ts';
import { watchCalls } from '../dev/watch-calls.ts';
import { type Stack, startStack } from '../stack.ts';

export const dev = new Command('dev').action(async () => {
  const stopAsked = nextStopSignal();
  const options = stackOptions(process.env);
  const devFile = join(options.dataDir, 'dev.json');
  // A file left by a run that was killed would tell others that this one is ready.
  await rm(devFile, { force: true });

  const stack = await startStack({
    ...options,
    onProgress: (step) => console.log(`${step} …`),
    onLog: ({ level, message }) => {
      if (level === 'error' || level === 'warn') console.error(message);
    },
  });
  try {
    await writeFile(devFile, `${JSON.stringify(describe(stack), null, 2)}\n`, { mode: 0o600 });
    console.log(`
edge        ${stack.edgeUrl}
console     ${stack.consoleUrl}
ClickHouse  ${stack.clickhouse.url} (database ${stack.clickhouse.database})
write key   ${stack.writeKey}
read key    ${stack.readKey}
admin key   ${stack.adminKey}`);
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
});

/** What `dev.json` tells other programs. */
function describe(stack: Stack) {
  const { edgeUrl, consoleUrl, clickhouse, organisation, writeKey, readKey, adminKey } = stack;
  return { edgeUrl, consoleUrl, clickhouseUrl: clickhouse.url, organisation, writeKey, readKey, adminKey };
}

/** Waits for Ctrl-C or a termination; a second Ctrl-C ends the process at once, and ClickHouse with it. */
function nextStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve();
      });
    }
  });
}
