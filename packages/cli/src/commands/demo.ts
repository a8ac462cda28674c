import { demoOrganisation } from '@tallystick/accounts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { makeSignInLink } from '../console/sign-in-link.ts';
import { liveTraffic } from '../demo/live-traffic.ts';
import { type DemoState, demoState } from '../demo/organisation.ts';
import { removeDemo } from '../demo/remove.ts';
import { report } from '../demo/report.ts';
import { type RunningDev, runningDev } from '../demo/running-dev.ts';
import { sendHistory } from '../demo/send-history.ts';

interface Options {
  remove?: true;
  remote?: true;
  calls: number;
  live: number;
}

/** Between two people who begin: as the demo is being watched, and for as long as it stays up after that. ms */
const busy = 700;
const steady = 6_000;

export const demo = new Command('demo')
  .option('--remove', 'delete all that it has made')
  .addOption(new Option('--remote', 'refused: made-up calls do not belong among real ones').hideHelp())
  .addOption(new Option('--calls <count>', 'about how many').argParser(parseCount).default(30_000).hideHelp())
  .addOption(new Option('--live <seconds>', 'of traffic at its end').argParser(parseCount).default(20).hideHelp())
  .addHelpText(
    'after',
    `
It uses the dev that runs here, or starts one and stays up until Ctrl-C. Run again, it finds its history and adds traffic only.`,
  )
  .action(async (options: Options) => {
    if (options.remote) {
      throw new CommandError(
        'the demo is for this machine only: its calls are made up, and would stand among real ones',
      );
    }
    const dev = await runningDev(process.env);
    let interrupted = false;
    if (dev.own) process.once('SIGINT', () => (interrupted = true));
    try {
      if (options.remove) return console.log(await removeDemo(dev));
      await show(dev, options);
    } catch (error) {
      dev.own?.stop();
      // What it talked to is being stopped, as was asked.
      if (!interrupted) throw error;
      console.log('stopped: run it again, and it goes on from here');
    } finally {
      if (options.remove) dev.own?.stop();
      if (dev.own) process.exitCode = await dev.own.exited;
    }
  });

async function show(dev: RunningDev, { calls, live }: Options): Promise<void> {
  const state = await demoState(dev, calls);
  const startedAt = Date.now();
  const made = await sendHistory(dev, state);
  console.log(
    made > 0
      ? `thirty days of ${made.toLocaleString('en-US')} calls in ${Math.round((Date.now() - startedAt) / 1000)} s`
      : `the history up to ${new Date(state.until).toISOString().slice(0, 10)} is there already ("demo --remove" deletes it)`,
  );
  console.log(`${live} s of traffic through ${dev.edgeUrl} …`);
  const answered = await liveTraffic(dev.edgeUrl, state.keys, busy, AbortSignal.timeout(live * 1000));
  const { url } = await makeSignInLink(dev.console, { organisation: demoOrganisation.id, role: 'owner' });
  console.log(`${answered} calls answered\n\n${await report(dev)}\n\nlook at them: ${url}`);
  console.log(`(once, within 15 minutes; another: npx pnpm@12 tally sign-in --organisation ${demoOrganisation.id})`);
  if (dev.own) await keepUp(dev, dev.own, state);
}

/** Goes on with fewer people until Ctrl-C. */
async function keepUp(dev: RunningDev, own: NonNullable<RunningDev['own']>, { keys }: DemoState): Promise<void> {
  console.log('people go on using it until Ctrl-C');
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ended.abort());
  own.exited.then(() => ended.abort());
  await liveTraffic(dev.edgeUrl, keys, steady, ended.signal).catch((error: unknown) => {
    // The stack that it talks to is being stopped.
    if (!ended.signal.aborted) throw error;
  });
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0 || count > 1_000_000) throw new InvalidArgumentError('Write it as 30000.');
  return count;
}
