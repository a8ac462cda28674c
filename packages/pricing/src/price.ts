import type { RequestRow, Usage } from '@tallystick/log';
import { factorOf } from './factors.ts';
import { decimalText, isStorable } from './money.ts';
import { pricesOf } from './price-list.ts';
import { chargesOf } from './rates.ts';

export interface PriceQuestion {
  /** The slug of the provider that answered. */
  provider: string;
  /** The model that answered, or the name that the caller wants it priced by. */
  model: string;
  usage: Usage;
  /** In the provider's word, '' when the answer names none. */
  serviceTier: string;
  /** Where the model ran, in the provider's word, '' when the answer does not say. */
  inferenceGeo: string;
  /** When the call was made: prices change. Unix ms. */
  at: number;
}

export interface Price {
  /** USD as decimal text with at most 12 decimals; null when unknown. '0' is a price, and means free. */
  costUsd: string | null;
  /** The lines of the cost, in the same form; they add up to it exactly. A line without tokens is not there. */
  breakdown: Record<string, string>;
  source: Extract<RequestRow['cost_source'], 'priced' | 'unknown'>;
}

/**
 * What a call cost by its provider's price list, exact to 1e-12 USD. Unknown, never 0, when the provider, the model, the
 * usage or the service tier's price is not known, and when the usage contradicts itself (more cached than there was).
 */
export function price({ provider, model, usage, serviceTier, inferenceGeo, at }: PriceQuestion): Price {
  const prices = pricesOf(provider, model, at);
  const factor = factorOf(provider, serviceTier, inferenceGeo);
  const charges = prices && factor && chargesOf(prices, usage);
  if (!charges) return unknown();

  const breakdown: Record<string, string> = {};
  let exact = 0n;
  let rounded = 0n;
  // All in units of 1e-12 USD / scale. Each line is what it adds to the rounded sum, so that the lines always add up.
  const scale = 1_000_000n * factor.denominator;
  for (const { line, units, rate, per } of charges) {
    exact += (BigInt(units) * rate * factor.numerator * 1_000_000n) / per;
    const sum = (exact + scale / 2n) / scale;
    breakdown[line] = decimalText(sum - rounded);
    rounded = sum;
  }
  return isStorable(rounded) ? { costUsd: decimalText(rounded), breakdown, source: 'priced' } : unknown();
}

function unknown(): Price {
  return { costUsd: null, breakdown: {}, source: 'unknown' };
}
