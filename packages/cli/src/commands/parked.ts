import { Command } from 'commander';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { type ConsoleAccess, consoleAccess } from '../console/access.ts';
import { askConsole, DownError } from '../console/client.ts';
import { doWithEach } from '../console/outcomes.ts';
import { formatTable, formatTime } from '../table.ts';

const batchSchema = z.object({
  key: z.string(),
  code: z.string(),
  messages: z.number(),
  oldest_call_at: z.string(),
  bytes: z.number(),
  parked_at: z.string(),
});
const pageSchema = z.object({ parked: z.array(batchSchema), cursor: z.string().optional() });

interface CommonOptions {
  remote?: true;
}

/** A batch is up to a hundred messages, sent one by one: more would not be done in time. */
const atOnce = 2;

export const parked = new Command('parked');

withRemote(parked.command('list'))
  .description('batches that wait in R2 until ClickHouse and D1 answer, the oldest first')
  .option('--json', 'print JSON')
  .action(async ({ remote, json }: CommonOptions & { json?: true }) => {
    const batches = await allBatches(await consoleAccess(remote));
    if (json) return console.log(JSON.stringify(batches, null, 2));
    if (batches.length === 0) return console.log('no parked batches');
    const rows = batches.map(({ key, code, messages, oldest_call_at, parked_at, bytes }) => [
      key,
      code,
      String(messages),
      String(bytes),
      formatTime(oldest_call_at),
      formatTime(parked_at),
    ]);
    console.log(formatTable(['KEY', 'WHY', 'MESSAGES', 'BYTES', 'OLDEST CALL (UTC)', 'PARKED (UTC)'], rows));
  });

withRemote(parked.command('replay'))
  .description(
    'send the messages of batches to the queue now; by itself that happens within minutes of the end of an outage',
  )
  .argument('[keys...]', 'as the list has them')
  .option('--all', 'every batch')
  .addHelpText(
    'after',
    '\nFor half a minute after ClickHouse was last away, the consumer parks what comes without trying.',
  )
  .action(async (keys: string[], { remote, all }: CommonOptions & { all?: true }) => {
    if (Boolean(all) === keys.length > 0) throw new CommandError('name the keys of parked batches, or say --all');
    const access = await consoleAccess(remote);
    const chosen = all ? (await allBatches(access)).map(({ key }) => key) : keys;
    if (chosen.length > 0) await warnOfOutage(access);
    const path = '/v1/parked/replay';
    await doWithEach(access, {
      path,
      keys: chosen,
      atOnce,
      doing: 'replaying parked batches',
      done: 'sent to the queue',
    });
  });

function withRemote(command: Command): Command {
  return command.option('--remote', 'ask the deployed console: TALLY_CONSOLE_URL and TALLY_OPERATOR_TOKEN');
}

/** What messages are parked for, as /v1/health names it. */
const parkedFor: ReadonlySet<string> = new Set(['clickhouse_unreachable', 'd1_unreachable']);

/** Messages can be sent while what they wait for is away; only that they become rows is not to be hoped for then. */
async function warnOfOutage(access: ConsoleAccess): Promise<void> {
  try {
    await askConsole(access, { method: 'GET', path: '/v1/health' }, z.object({ ok: z.literal(true) }));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // Whatever else is wrong, the replay itself says where it matters.
    const away = error instanceof DownError ? error.problems.find(({ code }) => parkedFor.has(code)) : undefined;
    if (away) console.error(`warning: what is sent is parked again until this is over: ${away.message}`);
  }
}

async function allBatches(access: ConsoleAccess): Promise<z.infer<typeof batchSchema>[]> {
  const batches: z.infer<typeof batchSchema>[] = [];
  let cursor: string | undefined;
  do {
    const query = { cursor, limit: '1000' };
    const page = await askConsole(access, { method: 'GET', path: '/v1/parked', query }, pageSchema);
    batches.push(...page.parked);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return batches;
}
