import type { ModelPrice } from '@pydantic/genai-prices';
import { picodollars } from './money.ts';

/** One price by the length of the prompt: the first step whose start the prompt exceeds, the highest start first. */
type Rate = readonly { start: number; amount: bigint }[];

/** What one model costs, by the price list's own keys (`input_mtok`, …), in 1e-12 USD per million units, or per hour. */
export type Rates = ReadonlyMap<string, Rate>;

/** What a fee for a number of calls is per: its key in the price list ends so. */
const feeSuffix = '_kcount';

/** Whether a key of the price list is a fee per call of something rather than a price of tokens. */
export function isFee(key: string): boolean {
  return key.endsWith(feeSuffix);
}

/** A price list entry in integers. Units other than tokens, fees and hours (pages, characters, pixels) are not in any usage: left out. */
export function readRates(prices: ModelPrice): Rates {
  const rates = new Map<string, Rate>();
  for (const [key, price] of Object.entries(prices)) {
    const multiple = isFee(key) ? 1_000n : key.endsWith('_mtok') || key.endsWith('_hours') ? 1n : undefined;
    if (price === undefined || multiple === undefined) continue;
    const steps =
      typeof price === 'number' ? [{ start: -1, price }] : [{ start: -1, price: price.base }, ...price.tiers];
    const rate = steps.map(({ start, price }) => ({ start, amount: picodollars(price) * multiple }));
    rate.sort((a, b) => b.start - a.start);
    rates.set(key, rate);
  }
  return rates;
}

/**
 * The price of a million units for a call with a prompt of so many tokens: a tier holds for the whole call.
 *
 * @returns undefined when the model has no such price
 */
export function rateFor(rates: Rates, key: string, promptTokens: number): bigint | undefined {
  return rates.get(key)?.find(({ start }) => promptTokens > start)?.amount;
}
