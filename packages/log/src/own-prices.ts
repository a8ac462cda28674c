import * as z from 'zod';
import { describeIssue } from './describe-issue.ts';

/** What a price can be of, by the price list's own keys: tokens in USD per million, requests and searches in USD per thousand. */
export const priceKeys = [
  'input_mtok',
  'output_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'cache_write_1h_mtok',
  'cache_audio_read_mtok',
  'cache_image_read_mtok',
  'input_audio_mtok',
  'input_image_mtok',
  'input_video_mtok',
  'output_reasoning_mtok',
  'output_audio_mtok',
  'output_image_mtok',
  'output_video_mtok',
  'input_audio_hours',
  'web_searches_kcount',
  'requests_kcount',
] as const;

/** Characters of a model's name and of an entry's prices as JSON; lengths of the prompt with a price, and the longest, in tokens; the highest price, and its decimals. */
export const ownPriceLimits = {
  model: 256,
  prices: 2_000,
  tiers: 10,
  length: 1e9,
  usd: 1_000_000,
  decimals: 12,
} as const;

const wrongAmount = `must be a price in USD from 0 to ${ownPriceLimits.usd} with at most ${ownPriceLimits.decimals} decimals`;

const wrongLength = `must be a length of the prompt from 1 to ${ownPriceLimits.length} tokens`;

/** USD as a number, or as decimal text where a float is not exact enough; read as decimal text without needless zeros. */
const amountSchema = z.union([z.number(), z.string()], wrongAmount).transform((amount, context) => {
  const text = decimalText(amount);
  if (text !== undefined) return text;
  context.addIssue({ code: 'custom', message: wrongAmount });
  return z.NEVER;
});

const lengthSchema = z.int().min(1, wrongLength).max(ownPriceLimits.length, wrongLength);

const tiersSchema = z
  .array(z.strictObject({ start: lengthSchema, price: amountSchema }))
  .min(1, 'must name at least one length of the prompt')
  .max(ownPriceLimits.tiers, `must name at most ${ownPriceLimits.tiers} lengths of the prompt`)
  .refine((tiers) => new Set(tiers.map(({ start }) => start)).size === tiers.length, 'must not name a length twice');

const tieredSchema = z
  .strictObject({
    base: amountSchema,
    tiers: tiersSchema.describe('`price` holds for the whole call when its prompt has more tokens than `start`'),
  })
  .describe('prices by the length of the prompt');

const priceSchema = z.union([amountSchema, tieredSchema], {
  error: ({ input, errors }) => {
    if (typeof input !== 'object' || input === null) return wrongAmount;
    return describeIssue({ issues: errors?.at(-1) ?? [], message: wrongAmount });
  },
});

const nameSchema = z.string().refine((name) => priceKeys.some((key) => key === name));

const pricesSchema = z
  .record(nameSchema, priceSchema, {
    error: ({ code }) =>
      code === 'invalid_key' ? `is not something that has a price; what has one: ${priceKeys.join(', ')}` : undefined,
  })
  .superRefine((prices, context) => {
    if (Object.keys(prices).length === 0) {
      context.addIssue({ code: 'custom', message: `must name a price: ${priceKeys.join(', ')}` });
    }
    if (JSON.stringify(prices).length > ownPriceLimits.prices) {
      context.addIssue({ code: 'custom', message: `must be at most ${ownPriceLimits.prices} characters as JSON` });
    }
  });

/** What a model costs an organisation, as it is given. */
export const ownPriceSchema = z.object({
  provider: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be the slug of a provider, like openai')
    .describe('its slug'),
  model: z
    .string()
    .min(1, 'must name a model')
    .max(ownPriceLimits.model, `must be at most ${ownPriceLimits.model} characters`)
    .regex(/^[^*\p{Cc}]*\*?$/u, 'must be the name of a model, or how names begin and then *')
    .describe('the name of a model, or how names begin and then `*`: the longest match wins'),
  prices: pricesSchema.describe(
    `USD per million tokens, of \`_kcount\` per thousand; as a number, or as text for exactly its decimals. What can have one: ${priceKeys.join(', ')}`,
  ),
});

/** A price in USD, as decimal text, or such prices by the length of the prompt. */
export type OwnAmount = z.output<typeof amountSchema> | z.output<typeof tieredSchema>;

/** What one model costs an organisation, whatever the price list says. */
export interface OwnPrice {
  /** The provider's slug. */
  provider: string;
  /** The model's name, or how names begin, with `*` at the end. */
  model: string;
  /** From when on calls have the price, Unix ms; 0 for all. */
  from: number;
  /** By `priceKeys`. */
  prices: Readonly<Record<string, OwnAmount>>;
}

/** @returns undefined for what is out of range, or has more decimals than are kept */
function decimalText(amount: number | string): string | undefined {
  const text = typeof amount === 'number' ? amount.toFixed(ownPriceLimits.decimals) : amount.trim();
  if (typeof amount === 'number' && Number(text) !== amount) return undefined;
  const [, whole = '', fraction = ''] = /^(\d{0,12})(?:\.(\d{0,12}))?$/.exec(text) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const decimals = fraction.replace(/0+$/, '');
  const dollars = whole.replace(/^0+(?=\d)/, '') || '0';
  if (Number(dollars) > ownPriceLimits.usd || (Number(dollars) === ownPriceLimits.usd && decimals)) return undefined;
  return decimals ? `${dollars}.${decimals}` : dollars;
}
