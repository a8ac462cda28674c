import { type OwnAmount, type OwnPrice, ownPriceSchema, priceKeys, priceOption } from '@tallystick/log';
import { Option } from 'commander';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';

/** A price as the API takes and gives it: USD, or such prices by the length of the prompt. */
export const amountSchema = z.union([
  z.string(),
  z.object({ base: z.string(), tiers: z.array(z.object({ start: z.number(), price: z.string() })) }),
]);

const meanings: Readonly<Record<(typeof priceKeys)[number], string>> = {
  input_mtok: 'input tokens',
  output_mtok: 'output tokens',
  cache_read_mtok: 'input tokens read from a cache',
  cache_write_mtok: 'input tokens written to a cache',
  cache_write_1h_mtok: 'those written for an hour',
  cache_audio_read_mtok: 'audio read from a cache',
  cache_image_read_mtok: 'images read from a cache',
  input_audio_mtok: 'audio tokens of the input',
  input_image_mtok: 'image tokens of the input',
  input_video_mtok: 'video tokens of the input',
  output_reasoning_mtok: 'reasoning tokens',
  output_audio_mtok: 'audio tokens of the output',
  output_image_mtok: 'image tokens of the output',
  output_video_mtok: 'video tokens of the output',
  input_audio_hours: 'an hour of sound that was heard',
  web_searches_kcount: 'a thousand searches of the web',
  requests_kcount: 'a thousand calls',
};

/** An option for each thing that has a price, by the API's name for it. */
export const priceOptions: ReadonlyMap<string, Option> = new Map(
  priceKeys.map((key) => [key, new Option(`${priceOption(key)} <usd>`, meanings[key])]),
);

/**
 * What was given of these options, by the API's names.
 *
 * @throws CommandError that says of each option what is wrong with it
 */
export function readPrices(
  of: Pick<OwnPrice, 'provider' | 'model'>,
  options: Readonly<Record<string, unknown>>,
): OwnPrice['prices'] {
  const given = new Map<string, string>();
  for (const [key, option] of priceOptions) {
    const text = options[option.attributeName()];
    if (typeof text === 'string') given.set(key, text);
  }
  if (given.size === 0)
    throw new CommandError('name a price, like --input 3 --output 12: --help has all that there are');
  const amounts = Array.from(given, ([key, text]) => [key, readAmount(text)]);
  const read = ownPriceSchema.safeParse({ ...of, prices: Object.fromEntries(amounts) });
  if (read.success) return read.data.prices;
  const wrong = read.error.issues.map(({ path: [field, key], message }) => {
    const text = given.get(String(key));
    if (text === undefined) return `${String(field)}: ${message}`;
    const lengths = text.includes(',') ? '; by the length of the prompt, write them as 1.25,200000:2.50' : '';
    return `${priceOption(String(key))} ${text}: ${message}${lengths}`;
  });
  throw new CommandError(wrong.join('\n'));
}

/** `1.25`, or `1.25,200000:2.5`: 2.5 where the prompt has more than 200,000 tokens. What it is not stays a text. */
function readAmount(text: string): OwnAmount {
  const [base = '', ...steps] = text.split(',');
  const tiers = steps.flatMap((step) => {
    const [, start, price] = /^ *(\d{1,9}):([^:]+)$/.exec(step) ?? [];
    return start === undefined || price === undefined ? [] : [{ start: Number(start), price }];
  });
  return tiers.length > 0 && tiers.length === steps.length ? { base, tiers } : text;
}
