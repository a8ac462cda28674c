import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { type ConsoleAccess, consoleAccess } from '../console/access.ts';
import { askConsole } from '../console/client.ts';
import { formatTable } from '../table.ts';
import { parseTime } from '../time-argument.ts';

const verificationSchema = z.object({
  verdict: z.enum(['clean', 'elsewhere', 'gone', 'unsure']),
  checked_at: z.string(),
  since: z.string(),
  isolates: z.number(),
  messages: z.number(),
  missing: z.record(z.enum(['gone', 'on_their_way', 'spilled', 'parked', 'dead']), z.number()),
  queued: z.number(),
  doubts: z.array(z.string()),
  gaps: z.array(
    z.object({
      isolate_id: z.string(),
      first: z.number(),
      last: z.number(),
      count: z.number(),
      after: z.string().nullable(),
      before: z.string().nullable(),
    }),
  ),
  more_gaps: z.number(),
});
type Verification = z.infer<typeof verificationSchema>;

const healthSchema = z.object({
  checked_at: z.string(),
  queue: z.object({ backlog_count: z.number().nullable(), oldest_message_at: z.string().nullable() }),
});

interface Options {
  since?: string;
  grace?: number;
  wait: number;
  remote?: true;
  json?: true;
}

/** The console itself waits 90 s for ClickHouse. ms */
const timeout = 120_000;
/** What /v1/health says is kept for ten seconds. ms */
const pause = 3_000;

/** What `--json` prints where nothing could be found out. */
const unsureCode = 'could_not_tell';

const exitCodes: Readonly<Record<Verification['verdict'], number>> = { clean: 0, elsewhere: 0, gone: 1, unsure: 2 };

export const verify = new Command('verify')
  .option(
    '--since <when>',
    'messages sent since: 90m, 24h or 7d ago, or 2030-01-31T12:00:00Z; 24h by default',
    parseSince,
  )
  .option('--grace <seconds>', 'what every message is given to become a row; 120 by default', parseSeconds)
  .option(
    '--wait <seconds>',
    'how long to wait for what the queue holds before something is called gone',
    parseSeconds,
    60,
  )
  .option('--remote', 'ask the deployed console: TALLY_CONSOLE_URL and TALLY_OPERATOR_TOKEN')
  .option('--json', 'print JSON')
  .addHelpText(
    'after',
    `
Exit code 0: every message is a row, or is known to be elsewhere. 1: some are gone. 2: it could not be told, or was not asked well.
docs/verify.md says what it can and cannot see.`,
  )
  // 1, commander's code for what it cannot read, would say that messages are gone.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.unsure))
  .action(async (options: Options) => {
    try {
      const found = await look(await consoleAccess(options.remote), options);
      console.log(options.json ? JSON.stringify(found, null, 2) : report(found));
      process.exitCode = exitCodes[found.verdict];
    } catch (error) {
      // Any other is a bug. Thrown, it would end this process with the code that says that messages are gone.
      console.error(error instanceof CommandError ? `error: ${error.message}` : error);
      if (options.json) {
        const message = error instanceof Error ? error.message : String(error);
        console.log(JSON.stringify({ error: { code: unsureCode, message } }, null, 2));
      }
      process.exitCode = exitCodes.unsure;
    }
  });

/**
 * Looks, and where something is gone while the queue holds messages, looks again when it has handled all that it held: a message
 * that was sent again lately, from R2 or by hand, is younger there than its place in its isolate.
 */
async function look(access: ConsoleAccess, { since, grace, wait }: Options): Promise<Verification> {
  const query = { since, grace: grace === undefined ? undefined : String(grace) };
  const ask = () => askConsole(access, { method: 'GET', path: '/v1/verify', query, timeout }, verificationSchema);
  const found = await ask();
  if (found.verdict !== 'gone' || found.queued === 0) return found;
  if (await handled(access, found.checked_at, wait * 1000)) return ask();
  const doubt = 'the queue still holds messages from before this was asked, and the missing may be among them';
  return { ...found, verdict: 'unsure', doubts: [...found.doubts, doubt] };
}

/** Waits until the queue has handled what it held at a time. @returns false when that takes longer than `milliseconds` */
async function handled(access: ConsoleAccess, time: string, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    const { checked_at, queue } = await askConsole(access, { method: 'GET', path: '/v1/health' }, healthSchema);
    const empty = queue.backlog_count === 0 || (queue.oldest_message_at !== null && queue.oldest_message_at > time);
    if (checked_at > time && empty) return true;
    await sleep(pause);
  }
  return false;
}

function report({
  verdict,
  since,
  isolates,
  messages,
  missing,
  queued,
  doubts,
  gaps,
  more_gaps,
}: Verification): string {
  const lines = [`rows since ${utc(since)} UTC: ${messages}, of edge isolates: ${isolates}`];
  const elsewhere = [
    [queued, 'queued'],
    [missing.on_their_way, 'on their way'],
    [missing.spilled, 'spilled'],
    [missing.parked, 'parked'],
    [missing.dead, 'dead letters'],
  ] as const;
  const counted = elsewhere.filter(([count]) => count > 0).map(([count, where]) => `${count} ${where}`);
  if (counted.length > 0) lines.push(`not rows yet: ${counted.join(', ')}`);
  lines.push(`${missing.gone === 0 || verdict === 'gone' ? 'gone' : 'perhaps gone'}: ${missing.gone}`);
  if (gaps.length > 0) {
    const rows = gaps.map(({ isolate_id, first, last, count, after, before }) => [
      isolate_id,
      first === last ? String(first) : `${first}-${last}`,
      String(count),
      after === null ? 'the first call' : utc(after),
      before === null ? '' : utc(before),
    ]);
    lines.push(formatTable(['ISOLATE', 'NUMBERS', 'COUNT', 'AFTER (UTC)', 'BEFORE (UTC)'], rows));
  }
  if (more_gaps > 0) lines.push(`and ${more_gaps} more such runs of numbers`);
  for (const doubt of doubts) lines.push(`note: ${doubt}`);
  return lines.join('\n');
}

function utc(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)}`;
}

function parseSince(text: string): string {
  const time = parseTime(text, 'ago');
  if (time !== undefined && Date.parse(time) > Date.now()) throw new InvalidArgumentError('It lies in the future.');
  if (time !== undefined) return time;
  throw new InvalidArgumentError('Write it as 90m, 24h, 7d, 2030-01-31 or 2030-01-31T12:00:00Z.');
}

function parseSeconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Give a whole number of seconds.');
  return Number(text);
}
