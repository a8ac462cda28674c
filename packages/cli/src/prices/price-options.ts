import { type OwnAmount, priceKeys, priceOption } from '@tallystick/log';
import { InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';

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
  priceKeys.map((key) => [key, new Option(`${priceOption(key)} <usd>`, meanings[key]).argParser(parseAmount)]),
);

/** What was given of these options, by the API's names. */
export function pricesOf(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = [...priceOptions].map(([key, option]) => [key, options[option.attributeName()]] as const);
  return Object.fromEntries(given.filter(([, amount]) => amount !== undefined));
}

/** `1.25`, or `1.25,200000:2.5`: 2.5 where the prompt has more than 200,000 tokens. The API says which amounts make no sense. */
function parseAmount(text: string): OwnAmount {
  const [base = '', ...steps] = text.split(',');
  if (steps.length === 0) return base;
  const tiers = steps.map((step) => {
    const [, start, price] = /^(\d{1,9}):([\d.]+)$/.exec(step.trim()) ?? [];
    if (start === undefined || price === undefined) {
      throw new InvalidArgumentError('Write prices by the length of the prompt as 1.25,200000:2.50.');
    }
    return { start: Number(start), price };
  });
  return { base, tiers };
}
