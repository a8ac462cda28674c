import type { Usage } from '@tallystick/log';
import { timeChargesOf } from './audio-time.ts';
import { billOf } from './bill.ts';
import { chargesOf } from './charges.ts';
import { factorOf, isListedPlace, isOrdinary } from './factors.ts';
import { decimalText, isStorable, picodollars } from './money.ts';
import { hasAudioAsText, isFree, ratesOf } from './price-list.ts';

export interface PriceQuestion {
  /** The slug of the provider that answered. */
  provider: string;
  /** The model that answered, or the name that the caller wants it priced by. */
  model: string;
  usage: Usage;
  /** In the provider's word, '' when the answer names none. */
  serviceTier: string;
  /** The tier that the caller asked for, '' for none. */
  requestedTier: string;
  /** Where the model ran, in the provider's word, '' when the answer does not say. */
  inferenceGeo: string;
  /** What the answer took that is billed beside its tokens and that `usage` does not count, by the provider's names. */
  billedApart: readonly string[];
  /** What the answer itself says that the call cost, in USD; null when it does not say. */
  reportedCost: number | null;
  /** When the call was made: prices change. Unix ms. */
  at: number;
}

export type Price = Priced | Unpriced;

interface Priced {
  /** `provider` when the provider itself said what it charged. */
  source: 'priced' | 'provider';
  /** USD as decimal text with at most 12 decimals. '0' is a price, and means free. */
  costUsd: string;
  /** The lines of the cost, in the same form; they add up to it exactly. A line without tokens is not there. */
  breakdown: Record<string, string>;
}

interface Unpriced {
  source: 'unknown';
  costUsd: null;
  breakdown: Record<string, never>;
  /** Why, for people, to be read after "the cost is unknown: ". */
  reason: string;
}

/**
 * Models of OpenAI's chat completions that search the web for each answer, for a fee that no usage tells.
 * https://developers.openai.com/api/docs/guides/tools-web-search
 */
const searchModel = /-search-(?:preview|api)\b/;

/**
 * Providers whose answers say in USD what they charged, all fees and discounts included: nothing knows it better.
 * https://docs.x.ai/developers/cost-tracking, https://openrouter.ai/docs/use-cases/usage-accounting,
 * https://docs.perplexity.ai/docs/getting-started/pricing
 */
const telling = new Set(['openrouter', 'perplexity', 'xai']);

/**
 * What a call cost as its provider reports it, else by the provider's price list, exact to 1e-12 USD. Unknown, never 0 and never too low, when the provider,
 * the model, the usage or the service tier's price is not known, when something was billed that the usage does not count,
 * and when the usage contradicts itself (more cached than there was).
 */
export function price(question: PriceQuestion): Price {
  const { provider, model, usage, serviceTier, requestedTier, inferenceGeo, billedApart, reportedCost, at } = question;
  if (reportedCost !== null && telling.has(provider)) return asReported(reportedCost);
  if (isFree(provider, model)) return { source: 'priced', costUsd: '0', breakdown: {} };
  const rates = ratesOf(provider, model, at);
  if (!rates) return unknown(`there is no price for the model ${model || 'without a name'} of ${provider}`);
  if (!isListedPlace(provider, model, inferenceGeo))
    return unknown(`the prices of ${inferenceGeo} are not in the price list`);
  const factor = factorOf(provider, serviceTier, inferenceGeo);
  if (!factor) return unknown(`the price of the service tier ${serviceTier} is not in the price list`);
  if (serviceTier === '' && !isOrdinary(requestedTier)) {
    return unknown(`the service tier ${requestedTier} was asked for, and the answer does not say which one served it`);
  }
  if (billedApart.length > 0) return unknown(`billed apart and not in the usage: ${billedApart.join(', ')}`);
  if (searchModel.test(model) && !rates.has('requests_kcount')) {
    return unknown(`the fee of ${model} for each search is not in the price list`);
  }
  const charges = timeChargesOf(provider, rates, usage) ?? chargesOf(rates, usage, hasAudioAsText(provider));
  if (typeof charges === 'string') return unknown(charges);

  const { total, lines } = billOf(charges, factor);
  if (!isStorable(total)) return unknown('it is more than any call costs');
  const breakdown: Record<string, string> = {};
  for (const [line, amount] of Object.entries(lines)) breakdown[line] = decimalText(amount);
  return { source: 'priced', costUsd: decimalText(total), breakdown };
}

function asReported(cost: number): Price {
  // A larger number is not written in digits that could be cut to an amount.
  const amount = cost < 1e6 ? picodollars(cost) : undefined;
  if (amount === undefined || !isStorable(amount)) return unknown('it is more than any call costs');
  const costUsd = decimalText(amount);
  return { source: 'provider', costUsd, breakdown: amount === 0n ? {} : { reported: costUsd } };
}

function unknown(reason: string): Unpriced {
  return { source: 'unknown', costUsd: null, breakdown: {}, reason };
}
