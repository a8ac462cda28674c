import { formatPrices, latestTime, setPriceLine } from '@tallystick/log';
import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { type ConsoleAccess, consoleAccess } from '../console/access.ts';
import { askConsole } from '../console/client.ts';
import { amountSchema, priceOptions, readPrices } from '../prices/price-options.ts';
import { printable } from '../printable.ts';
import { formatTable, formatTime } from '../table.ts';
import { parseTime } from '../time-argument.ts';

const entryShape = {
  model: z.string(),
  from: z.string().nullable(),
  prices: z.record(z.string(), amountSchema),
};
const priceSchema = z.object({ id: z.string(), provider: z.string(), ...entryShape, set_at: z.string() });
type Price = z.infer<typeof priceSchema>;

const missingSchema = z.object({
  missing: z.array(
    z.object({
      provider: z.string(),
      model: z.string(),
      priced_as: z.string().nullable(),
      reason: z.string().nullable(),
      calls: z.number(),
      prompt_tokens: z.number().nullable(),
      completion_tokens: z.number().nullable(),
      first_seen: z.string(),
      last_seen: z.string(),
      priced_by_now: z.boolean(),
      set: z.object({ ...entryShape, lacking: z.array(z.string()) }).nullable(),
    }),
  ),
  partial: z.boolean(),
});

interface CommonOptions {
  organisation?: string;
  remote?: true;
  json?: true;
}

interface Model {
  provider: string;
  model: string;
}

export const prices = new Command('prices');

const set = withCommonOptions(prices.command('set'))
  .description('set what a model costs you, in USD: a million tokens, a thousand calls or searches')
  .argument('<provider/model>', "the model's name as calls have it, or how names begin and '*'", parseModel)
  .option(
    '--from <when>',
    'calls from then on have it, 2026-11-01 (UTC) or 2026-11-01T12:00:00Z; all by default',
    parseFrom,
  );
for (const option of priceOptions.values()) set.addOption(option);
set
  .addHelpText(
    'after',
    `
A price by the length of the prompt: --input 1.25,200000:2.50 is $2.50 where the prompt has more than 200,000 tokens.
What is left out costs what the price list says; where the list does not know the model, what input or output does.
0 is a price: --input 0 --output 0 for a model that you run yourself.`,
  )
  .action(async (of: Model, { organisation, remote, json, from, ...options }: CommonOptions & { from?: string }) => {
    const prices = readPrices(of, options);
    const { access, owner } = await accessTo(organisation, remote);
    const body = { organisation: owner, ...of, from, prices };
    const price = await askConsole(access, { method: 'PUT', path: '/v1/prices', body }, priceSchema);
    if (json) return print(price);
    console.log(described(price));
    const whose = whoseOptions(organisation, remote);
    const isLater = price.from !== null && Date.parse(price.from) > Date.now();
    const now = `New calls have it within half a minute. Stored ones: ${repriceLine('30d')}${whose}`;
    console.error(isLater ? 'Calls from then on have it.' : now);
  });

withCommonOptions(prices.command('list'))
  .description('your own prices, which win over the price list')
  .action(async ({ organisation, remote, json }: CommonOptions) => {
    const { access, owner } = await accessTo(organisation, remote);
    const found = await ownPrices(access, owner);
    if (json) return print(found);
    const rows = found.map((price) => [
      nameOf(price),
      price.from === null ? 'all calls' : formatTime(price.from),
      formatPrices(price.prices),
      formatTime(price.set_at),
    ]);
    console.log(formatTable(['MODEL', 'FROM (UTC)', 'USD', 'SET'], rows));
  });

withCommonOptions(prices.command('unset'))
  .description('remove what was set for a model: all of it, or the price from one time on')
  .argument('<provider/model>', 'as it was set', parseModel)
  .option('--from <when>', 'the time that it was set from', parseFrom)
  .action(async (of: Model, { organisation, remote, json, from }: CommonOptions & { from?: string }) => {
    const { access, owner } = await accessTo(organisation, remote);
    const ofModel = (await ownPrices(access, owner)).filter((price) => nameOf(price) === nameOf(of));
    const chosen = ofModel.filter((price) => from === undefined || price.from === from);
    if (chosen.length === 0) {
      const which = ofModel.length === 0 ? 'there is no price of your own' : `none is set from ${from}`;
      throw new CommandError(`${which} for ${nameOf(of)}: "npx pnpm@12 tally prices list" has them`);
    }
    for (const { id } of chosen) {
      const request = { method: 'DELETE', path: `/v1/prices/${id}`, query: { organisation: owner } } as const;
      await askConsole(access, request, priceSchema);
    }
    if (json) return print(chosen);
    for (const price of chosen) console.log(`removed: ${described(price)}`);
    const stored = repriceLine('30d') + whoseOptions(organisation, remote);
    console.error(`New calls go without it within half a minute. Stored ones keep their cost until: ${stored}`);
  });

withCommonOptions(prices.command('missing'))
  .description('calls whose tokens are known and whose cost is not, by model and reason')
  .option('--from <when>', 'calls since: 24h, 7d or 8w ago, or 2026-11-01', '30d')
  .action(async ({ organisation, remote, json, from }: CommonOptions & { from: string }) => {
    const { access, owner } = await accessTo(organisation, remote);
    const query = { organisation: owner, from };
    const answer = await askConsole(access, { method: 'GET', path: '/v1/prices/missing', query }, missingSchema);
    if (json) return print(answer.missing);
    if (answer.missing.length === 0) return console.log('Every call with tokens has a cost.');
    const rows = answer.missing.map((one) => [
      printable(one.priced_as === null ? nameOf(one) : `${nameOf(one)}, priced as ${one.priced_as}`),
      one.calls.toLocaleString('en-US'),
      ((one.prompt_tokens ?? 0) + (one.completion_tokens ?? 0)).toLocaleString('en-US'),
      formatTime(one.first_seen),
      formatTime(one.last_seen),
      printable([one.reason, one.priced_by_now && 'since then it has a price'].filter(Boolean).join('; ')),
    ]);
    console.log(formatTable(['MODEL', 'CALLS', 'TOKENS', 'FIRST (UTC)', 'LAST', 'WHY'], rows));
    if (answer.partial) console.log('and more: ask about less time');
    const whose = whoseOptions(organisation, remote);
    const lines = answer.missing.flatMap(({ provider, set }) => (set ? [setPriceLine(provider, set) + whose] : []));
    if (lines.length > 0) {
      const units = 'in USD per million tokens, or thousand calls or searches';
      console.log(['', `To price them, ${units}:`, ...new Set(lines)].join('\n'));
    }
    if (answer.missing.some((one) => one.priced_by_now)) {
      console.log(`\nTo give stored calls a price that is known by now:\n${repriceLine(from)}${whose}`);
    }
  });

function withCommonOptions(command: Command): Command {
  return command
    .option('--organisation <id>', 'whose prices; here the local one by default')
    .option('--remote', 'ask the deployed console: TALLY_CONSOLE_URL, TALLY_OPERATOR_TOKEN or TALLY_ADMIN_KEY')
    .option('--json', 'print JSON');
}

async function accessTo(organisation: string | undefined, remote: true | undefined) {
  const access = await consoleAccess(remote);
  return { access, owner: organisation ?? access.organisation };
}

/** As a command that is shown has to repeat them. */
function whoseOptions(organisation: string | undefined, remote: true | undefined): string {
  return [organisation && ` --organisation ${organisation}`, remote && ' --remote'].filter(Boolean).join('');
}

function repriceLine(since: string): string {
  return `npx pnpm@12 tally reprice --since ${since}`;
}

async function ownPrices(access: ConsoleAccess, organisation: string | undefined): Promise<Price[]> {
  const request = { method: 'GET', path: '/v1/prices', query: { organisation } } as const;
  return (await askConsole(access, request, z.object({ prices: z.array(priceSchema) }))).prices;
}

function nameOf({ provider, model }: Model): string {
  return `${provider}/${model}`;
}

function described(price: Price): string {
  const since = price.from === null ? 'for all calls' : `for calls from ${formatTime(price.from)} UTC`;
  return `${nameOf(price)} ${formatPrices(price.prices)}, ${since}`;
}

function parseModel(text: string): Model {
  const [, provider, model] = /^([^/]+)\/(.+)$/s.exec(text) ?? [];
  if (provider !== undefined && model !== undefined) return { provider, model };
  throw new InvalidArgumentError('Write it as openai/gpt-4o.');
}

/** @returns ISO 8601, UTC */
function parseFrom(text: string): string {
  const time = parseTime(text, 'ago');
  if (time !== undefined && Date.parse(time) < latestTime) return time;
  throw new InvalidArgumentError('Write it as 2026-11-01 or 2026-11-01T12:00:00Z, until 2199.');
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
