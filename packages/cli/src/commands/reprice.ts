import { decimalText, picodollars } from '@tallystick/pricing';
import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { type ConsoleAccess, consoleAccess } from '../console/access.ts';
import { askConsole } from '../console/client.ts';
import { printable } from '../printable.ts';
import { showProgress } from '../progress.ts';
import { formatTable, formatTime } from '../table.ts';
import { parseTime } from '../time-argument.ts';

const modelSchema = z.object({
  provider: z.string(),
  model: z.string(),
  calls: z.number(),
  changed: z.number(),
  left: z.number(),
  cost_before: z.string(),
  cost_after: z.string(),
  unknown_before: z.number(),
  unknown_after: z.number(),
});
type Model = z.infer<typeof modelSchema>;

const pieceSchema = z.object({
  models: z.array(modelSchema),
  reached: z.string(),
  next_cursor: z.string().nullable(),
  price_list: z.object({ hash: z.string(), fetched_at: z.string().nullable() }),
});

interface Options {
  since: string;
  until?: string;
  organisation?: string;
  provider?: string;
  model?: string;
  dryRun?: true;
  remote?: true;
  json?: true;
}

/** ClickHouse is given 60 s to write a piece, after 20 s for each of two questions. ms */
const timeout = 120_000;

export const reprice = new Command('reprice')
  .requiredOption(
    '--since <when>',
    'calls made since: 24h or 30d ago, or 2030-01-31, or 2030-01-31T12:00:00Z',
    readTime,
  )
  .option('--until <when>', 'calls made before this, likewise; now by default', readTime)
  .option('--organisation <id>', 'the one whose calls are meant; here the local one by default')
  .option('--provider <slug>', 'only calls that this provider answered')
  .option('--model <name>', 'only calls that this model answered; gpt-4o* for all whose names begin so')
  .option('--dry-run', 'tell what would change, and change nothing')
  .option('--remote', 'ask the deployed console: TALLY_CONSOLE_URL, TALLY_OPERATOR_TOKEN or TALLY_ADMIN_KEY')
  .option('--json', 'print JSON')
  .addHelpText(
    'after',
    `
A call costs what it cost when it was made, as today's price list and the organisation's own prices (tally prices) have it. What a provider
reported stays, unless an own price is set. Broken off, or done twice, it does no harm.`,
  )
  .action(async ({ since, until = new Date().toISOString(), organisation, provider, model, ...options }: Options) => {
    const access = await consoleAccess(options.remote);
    const conditions = [conditionOf('provider', provider), conditionOf('model', model)].filter(Boolean);
    const question = {
      from: since,
      to: until,
      organisation: organisation ?? access.organisation,
      filter: { and: conditions },
      dry_run: options.dryRun ?? false,
    };
    const models = await priceAll(access, question);
    if (options.json) return console.log(JSON.stringify({ models, total: sumOf(models) }, null, 2));
    console.log(report(models, question.dry_run));
  });

interface Question {
  from: string;
  to: string;
  dry_run: boolean;
}

/** Prices piece after piece. @returns what it comes to by model, the largest difference first */
async function priceAll(access: ConsoleAccess, question: Question): Promise<Model[]> {
  const [from, to] = [Date.parse(question.from), Date.parse(question.to)];
  const progress = showProgress('pricing calls again, percent of the time', 100);
  const models = new Map<string, Model>();
  let reached = question.from;
  let list: z.infer<typeof pieceSchema>['price_list'];
  let cursor: string | undefined;
  let percent = 0;
  do {
    const request = { method: 'POST', path: '/v1/reprice', body: { ...question, cursor }, timeout } as const;
    const piece = await askConsole(access, request, pieceSchema).catch((error: unknown) => {
      if (!(error instanceof CommandError) || cursor === undefined) throw error;
      throw new CommandError(`${error.message} (calls until ${reached} are done: go on with --since ${reached})`);
    });
    for (const one of piece.models) {
      const key = `${one.provider}/${one.model}`;
      const before = models.get(key);
      models.set(key, { ...one, ...(before && sumOf([before, one])) });
    }
    ({ reached, price_list: list } = piece);
    const now = Math.min(100, Math.floor((100 * (Date.parse(reached) - from)) / (to - from)));
    progress.advance(now - percent);
    percent = now;
    cursor = piece.next_cursor ?? undefined;
  } while (cursor !== undefined);
  const origin = list.fetched_at === null ? 'that came with this version' : `of ${formatTime(list.fetched_at)} UTC`;
  progress.done(`by the price list ${list.hash}, ${origin}, and the organisation's own prices`);
  return [...models.values()].sort((a, b) => Number(difference(b) - difference(a)) || b.calls - a.calls);
}

function difference({ cost_before, cost_after }: Model): bigint {
  const more = picodollars(cost_after) - picodollars(cost_before);
  return more < 0n ? -more : more;
}

function sumOf(models: readonly Model[]) {
  const sum = (of: (model: Model) => number) => models.reduce((total, model) => total + of(model), 0);
  const usd = (of: (model: Model) => string) =>
    decimalText(models.reduce((total, model) => total + picodollars(of(model)), 0n));
  return {
    calls: sum((model) => model.calls),
    changed: sum((model) => model.changed),
    left: sum((model) => model.left),
    cost_before: usd((model) => model.cost_before),
    cost_after: usd((model) => model.cost_after),
    unknown_before: sum((model) => model.unknown_before),
    unknown_after: sum((model) => model.unknown_after),
  };
}

/** A sum of which nothing is known is not 0. */
function cost(usd: string, isUnknown: boolean): string {
  return isUnknown ? 'unknown' : `$${usd}`;
}

function report(models: readonly Model[], isDryRun: boolean): string {
  if (models.length === 0) return 'there are no such calls';
  const { left, changed } = sumOf(models);
  const [changing, staying] = [
    models.filter((model) => model.changed > 0),
    models.filter((model) => model.changed === 0),
  ];
  const lines = changing.length > 0 ? [table(changing), ''] : [];
  if (staying.length > 0) {
    lines.push(`${counted(sumOf(staying).calls, 'call')} of ${counted(staying.length, 'model')} stay as they are`);
  }
  if (left > 0) lines.push(`${counted(left, 'call')} cannot be priced again: docs/prices.md says why`);
  lines.push(`${counted(changed, 'call')} ${isDryRun ? 'would change: nothing was written' : 'changed'}`);
  return lines.join('\n');
}

function table(models: readonly Model[]): string {
  const cells = (sum: ReturnType<typeof sumOf>) => [
    String(sum.calls),
    String(sum.changed),
    cost(sum.cost_before, sum.unknown_before === sum.calls),
    cost(sum.cost_after, sum.unknown_after === sum.calls),
    String(sum.unknown_before),
    String(sum.unknown_after),
  ];
  const rows = models.map((model) => [printable(model.provider), printable(model.model), ...cells(model)]);
  const headings = ['PROVIDER', 'MODEL', 'CALLS', 'CHANGED', 'COST BEFORE', 'AFTER', 'UNKNOWN BEFORE', 'AFTER'];
  return formatTable(headings, [...rows, ['', 'all of these', ...cells(sumOf(models))]]);
}

function counted(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;
}

function conditionOf(field: string, name: string | undefined) {
  if (name === undefined) return undefined;
  return name.endsWith('*') ? { field, op: 'starts_with', value: name.slice(0, -1) } : { field, op: '=', value: name };
}

/** @returns the time that a duration ago, or a date, stands for: ISO 8601, UTC */
function readTime(text: string): string {
  const time = parseTime(text, 'ago');
  if (time !== undefined) return time;
  throw new InvalidArgumentError('Write it as 12h, 30d, 8w, 2030-01-31 or 2030-01-31T12:00:00Z.');
}
