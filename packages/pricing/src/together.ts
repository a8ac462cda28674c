import { decimalText, isStorable, picodollars } from './money.ts';
import type { Price } from './price.ts';

/** What one more model of a call cost. */
interface OtherPrice {
  model: string;
  price: Price;
}

/**
 * A call's cost with what other models took in it, on lines that name them (`input of claude-opus-5`). It is known where all of it is,
 * and an estimate where a part of it is one.
 */
export function together(answering: Price, others: readonly OtherPrice[]): Price {
  let sum = answering;
  for (const { model, price } of others) {
    if (sum.source === 'unknown') return sum;
    // What another model lacks, no price of the call's own would give it.
    if (price.source === 'unknown') return { ...price, lacking: [] };
    const total = picodollars(sum.costUsd) + picodollars(price.costUsd);
    if (!isStorable(total))
      return { source: 'unknown', costUsd: null, breakdown: {}, reason: 'it is more than any call costs', lacking: [] };
    const lines = Object.entries(price.breakdown).map(([line, usd]) => [`${line} of ${model}`, usd]);
    const breakdown = { ...sum.breakdown, ...Object.fromEntries(lines) };
    const cost = { costUsd: decimalText(total), breakdown };
    const reasons = [sum, price].flatMap((part) => (part.source === 'estimated' ? part.reason.split('; ') : []));
    sum =
      reasons.length > 0
        ? { source: 'estimated', ...cost, reason: [...new Set(reasons)].join('; ') }
        : { source: 'priced', ...cost };
  }
  return sum;
}
