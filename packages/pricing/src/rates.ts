import { picodollars } from './money.ts';

/** One price by the length of the prompt: the first step whose start the prompt exceeds, the highest start first. */
type Rate = readonly { start: number; amount: bigint }[];

/** What one model costs, by the price list's own keys (`input_mtok`, …), in 1e-12 USD per million units, or per hour. */
export type Rates = ReadonlyMap<string, Rate>;

/** A rate that a call is charged at and that there is none of, by the price list's key. */
export interface Lack {
  lacking: string;
}

type Amount = number | string;

/** Prices in USD by the list's keys, as the list has them or an organisation's own. */
type Prices = Readonly<
  Record<string, Amount | { base: Amount; tiers: { start: number; price: Amount }[] } | undefined>
>;

/** What a fee for a number of calls is per: its key in the price list ends so. */
const feeSuffix = '_kcount';

/** Whether a key of the price list is a fee per call of something rather than a price of tokens. */
export function isFee(key: string): boolean {
  return key.endsWith(feeSuffix);
}

/**
 * An entry of the price list, or of one's own, in integers. Units other than tokens, fees and hours (pages, characters, pixels)
 * are in no usage: left out.
 */
export function readRates(prices: Prices): Rates {
  const rates = new Map<string, Rate>();
  for (const [key, price] of Object.entries(prices)) {
    const multiple = isFee(key) ? 1_000n : key.endsWith('_mtok') || key.endsWith('_hours') ? 1n : undefined;
    if (price === undefined || multiple === undefined) continue;
    const steps =
      typeof price === 'object' ? [{ start: -1, price: price.base }, ...price.tiers] : [{ start: -1, price }];
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
