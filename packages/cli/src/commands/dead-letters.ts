import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { type ConsoleAccess, consoleAccess } from '../console/access.ts';
import { askConsole, download } from '../console/client.ts';
import { bodiesOf, type ShownBody } from '../console/frame-text.ts';
import { doWithEach } from '../console/outcomes.ts';
import { printable } from '../printable.ts';
import { formatTable, formatTime } from '../table.ts';

const letterSchema = z.object({
  key: z.string(),
  code: z.string(),
  reason: z.string(),
  attempts: z.number(),
  organisation: z.string().nullable(),
  request_id: z.string().nullable(),
  created_at: z.string().nullable(),
  isolate_id: z.string().nullable(),
  isolate_seq: z.number().nullable(),
  bytes: z.number(),
  buried_at: z.string(),
});
const pageSchema = z.object({ dead_letters: z.array(letterSchema), cursor: z.string().optional() });
type Letter = z.infer<typeof letterSchema>;

interface CommonOptions {
  remote?: true;
}

interface Selection extends CommonOptions {
  organisation?: string;
  code?: string;
}

interface ManyOptions extends Selection {
  all?: true;
  yes?: true;
}

/** With bodies of ten megabytes each, a request is still done in time. */
const atOnce = 20;

export const deadLetters = new Command('dead-letters');

withSelection(deadLetters.command('list'))
  .description('messages that can never become a row, and why')
  .option('--limit <count>', 'at most so many', parseCount, 50)
  .option('--cursor <cursor>', 'go on where a list ended')
  .option('--json', 'print JSON')
  .action(async ({ remote, limit, json, cursor, ...selection }: Selection & ListOptions) => {
    const access = await consoleAccess(remote);
    const found = await lettersOf(access, selection, limit, cursor);
    if (json) return console.log(JSON.stringify({ dead_letters: found.letters, cursor: found.cursor }, null, 2));
    if (found.letters.length === 0 && found.cursor === undefined) return console.log('no dead letters');
    const rows = found.letters.map((letter) => [
      letter.key,
      letter.code,
      String(letter.attempts),
      letter.created_at === null ? '' : formatTime(letter.created_at),
      printable(letter.reason),
    ]);
    console.log(formatTable(['KEY', 'CODE', 'ATTEMPTS', 'CALL (UTC)', 'REASON'], rows));
    if (found.cursor !== undefined) console.error(`there are more: --cursor ${found.cursor}`);
  });

withRemote(deadLetters.command('show'))
  .description('why a message is a dead letter, and the facts of its call')
  .argument('<key>', 'as the list has it')
  .option('--bodies', 'print what was said, too')
  .option('--json', 'print JSON')
  .action(async (key: string, { remote, bodies, json }: CommonOptions & { bodies?: true; json?: true }) => {
    const access = await consoleAccess(remote);
    const query = { key };
    const schema = letterSchema.extend({ call: z.record(z.string(), z.unknown()).nullable() });
    const { call, ...letter } = await askConsole(
      access,
      { method: 'GET', path: '/v1/dead-letters/letter', query },
      schema,
    );
    const said = bodies
      ? await bodiesOf(await download(access, { method: 'GET', path: '/v1/dead-letters/content', query }))
      : undefined;
    if (json) return console.log(JSON.stringify({ ...letter, call, ...(bodies && { bodies: said ?? null }) }, null, 2));
    console.log(facts({ ...letter, ...call }));
    if (call === null) console.log('\nthe message cannot be read as a call');
    if (!bodies) return;
    if (!said) return console.log('\nits bodies cannot be read');
    for (const [name, body] of Object.entries(said)) console.log(`\n${name}:\n${textOf(body)}`);
  });

withSelection(deadLetters.command('replay'))
  .description('send messages to the queue once more; a letter goes when its message is sent')
  .argument('[keys...]', 'as the list has them')
  .option('--all', 'every letter of the selection')
  .action(async (keys: string[], { remote, ...options }: ManyOptions) => {
    const access = await consoleAccess(remote);
    const path = '/v1/dead-letters/replay';
    const chosen = await chosenKeys(access, keys, options);
    await doWithEach(access, {
      path,
      keys: chosen,
      atOnce,
      doing: 'replaying dead letters',
      done: 'sent to the queue',
    });
  });

withSelection(deadLetters.command('drop'))
  .description('remove dead letters for good: their calls will never be rows')
  .argument('[keys...]', 'as the list has them')
  .option('--all', 'every letter of the selection; needs --yes')
  .option('--yes', 'they really are to be removed')
  .action(async (keys: string[], { remote, ...options }: ManyOptions) => {
    const access = await consoleAccess(remote);
    const path = '/v1/dead-letters/drop';
    const chosen = await chosenKeys(access, keys, options);
    if (options.all && !options.yes) {
      throw new CommandError(`this removes ${chosen.length} dead letters for good: say so with --yes`);
    }
    await doWithEach(access, { path, keys: chosen, atOnce, doing: 'dropping dead letters', done: 'dropped' });
  });

interface ListOptions {
  limit: number;
  cursor?: string;
  json?: true;
}

function withRemote(command: Command): Command {
  return command.option(
    '--remote',
    'ask the deployed console: TALLY_CONSOLE_URL, TALLY_OPERATOR_TOKEN or TALLY_ADMIN_KEY',
  );
}

function withSelection(command: Command): Command {
  return withRemote(command)
    .option('--organisation <id>', 'only those of this one')
    .option('--code <code>', 'only those with this code, such as unknown_organisation');
}

/** Reads pages until there are enough letters, or no more. */
async function lettersOf(
  access: ConsoleAccess,
  { organisation, code }: Pick<Selection, 'organisation' | 'code'>,
  limit: number,
  from?: string,
): Promise<{ letters: Letter[]; cursor: string | undefined }> {
  const letters: Letter[] = [];
  let cursor = from;
  do {
    const query = { organisation, code, cursor, limit: String(Math.min(1000, limit - letters.length)) };
    const page = await askConsole(access, { method: 'GET', path: '/v1/dead-letters', query }, pageSchema);
    letters.push(...page.dead_letters);
    cursor = page.cursor;
  } while (cursor !== undefined && letters.length < limit);
  return { letters, cursor };
}

/** The letters there are before anything is done: a message that dies again becomes another letter, which is not taken again. */
async function chosenKeys(access: ConsoleAccess, keys: string[], options: ManyOptions): Promise<string[]> {
  if (Boolean(options.all) === keys.length > 0) throw new CommandError('name the keys of dead letters, or say --all');
  if (!options.all && (options.code ?? options.organisation) !== undefined) {
    throw new CommandError('--code and --organisation choose among --all: leave them out where keys are named');
  }
  if (!options.all) return keys;
  const { letters } = await lettersOf(access, options, Number.POSITIVE_INFINITY);
  return letters.map(({ key }) => key);
}

/** What is known, a line each. */
function facts(values: Record<string, unknown>): string {
  const known = Object.entries(values)
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)] as const)
    .filter(([, text]) => !['', 'null', '{}', '[]'].includes(text));
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, text]) => `${name.padEnd(width)}  ${printable(text)}`).join('\n');
}

function textOf(body: ShownBody): string {
  if ('text' in body) return body.text === '' ? '(nothing)' : printable(body.text);
  return `(not text${body.encoding && `, content encoding ${printable(body.encoding)}`}; base64)\n${body.base64}`;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return count;
}
