import type { RequestRow, Usage } from '@tallystick/log';
import { billOf } from './bill.ts';
import { chargesOf } from './charges.ts';
import { factorOf } from './factors.ts';
import { decimalText, isStorable } from './money.ts';
import { ratesOf } from './price-list.ts';

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
  const rates = ratesOf(provider, model, at);
  const factor = factorOf(provider, serviceTier, inferenceGeo);
  const charges = rates && factor && chargesOf(rates, usage);
  if (!charges) return unknown();

  const { total, lines } = billOf(charges, factor);
  if (!isStorable(total)) return unknown();
  const breakdown: Record<string, string> = {};
  for (const [line, amount] of Object.entries(lines)) breakdown[line] = decimalText(amount);
  return { costUsd: decimalText(total), breakdown, source: 'priced' };
}

function unknown(): Price {
  return { costUsd: null, breakdown: {}, source: 'unknown' };
}
