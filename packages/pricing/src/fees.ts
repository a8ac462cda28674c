import type { Charge } from './charges.ts';
import { feeRules } from './fee-rules.ts';
import { picodollars } from './money.ts';
import { type Lack, type Rates, rateFor } from './rates.ts';

/** One fee of a call: so many at so much, on the line of its cost. */
interface Fee {
  line: string;
  units: number;
  /** USD for a thousand of them. */
  perThousand: number;
  /** Why the bill may differ from this, as free allotments that no answer tells. */
  doubt?: string;
}

/** What so many of one extra cost on a model. */
export type FeeRule = (count: number, model: string) => Fee;

/** The charges for all that was taken beside tokens, and why they may not be what is billed. */
export interface Fees {
  charges: Charge[];
  doubts: string[];
}

/** What a call took beside its tokens. */
export interface Taken {
  provider: string;
  model: string;
  promptTokens: number | null;
  /** How many of each, by the names of wire formats. */
  extras: Readonly<Record<string, number>>;
  /** Whether it is the model that answered: a call is one request, whatever other models took part. */
  isAnswering: boolean;
}

/**
 * What a call is charged beside its tokens, by its rates where they have the price and else by the provider's own page; or which
 * of it has no price, in words where no list could have one.
 */
export function feesOf(
  { provider, model, promptTokens, extras, isAnswering }: Taken,
  rates: Rates,
): Fees | Lack | string {
  const rules = Object.hasOwn(feeRules, provider) ? (feeRules[provider] ?? {}) : {};
  const fees: Fees = { charges: [], doubts: [] };
  const rateOf = (key: string) => rateFor(rates, key, promptTokens ?? 0);
  const request = isAnswering ? rateOf('requests_kcount') : undefined;
  if (request !== undefined) fees.charges.push({ line: 'request', units: 1, rate: request, fee: true });
  for (const [extra, count] of Object.entries(extras)) {
    if (count === 0 || (request !== undefined && ofRequest.test(extra))) continue;
    const key = listKeys.get(extra);
    const listed = key === undefined ? undefined : rateOf(key);
    const rule = Object.hasOwn(rules, extra) ? rules[extra] : undefined;
    if (rule) {
      const { line, units, perThousand, doubt } = rule(count, model);
      const rate = listed ?? picodollars(perThousand) * 1_000n;
      if (rate > 0n) fees.charges.push({ line, units, rate, fee: true });
      if (doubt !== undefined) fees.doubts.push(doubt);
    } else if (listed !== undefined) {
      fees.charges.push({ line: extra, units: count, rate: listed, fee: true });
    } else
      return key === undefined
        ? `there is no price for ${extra} of the model ${model} of ${provider}`
        : { lacking: key };
  }
  return fees;
}

/** The request itself, by whichever of its prices. */
const ofRequest = /^request(?:_|$)/;

/** The extras that the price list itself has prices for, with its keys for them. */
const listKeys: ReadonlyMap<string, string> = new Map([
  ['web_search', 'web_searches_kcount'],
  ['google_search', 'web_searches_kcount'],
  ['file_search', 'storage_searches_kcount'],
]);
