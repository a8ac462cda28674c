import { type Usage, unknownUsage } from '@tallystick/log';
import { expect } from 'vitest';
import { noOwnPrices } from '../own-prices.ts';
import { type PriceQuestion, price } from '../price.ts';

export const november2026 = Date.UTC(2026, 10, 21);

/** The price of a call of which only this is known. */
export function ask(
  provider: string,
  model: string,
  usage: Partial<Usage>,
  more: Partial<PriceQuestion> = {},
  ownPrices = noOwnPrices,
) {
  return price(questionOf(provider, model, usage, more), ownPrices);
}

export function questionOf(
  provider: string,
  model: string,
  usage: Partial<Usage>,
  more: Partial<PriceQuestion> = {},
): PriceQuestion {
  const nothing = {
    ...{ serviceTier: '', requestedTier: '', inferenceGeo: '', host: '', extras: {} },
    ...{ otherModels: [], billedApart: [], reportedCost: null },
  };
  return { provider, model, at: november2026, ...nothing, ...more, usage: { ...unknownUsage, ...usage } };
}

/** Decimal text in 1e-12 USD. */
export function picodollars(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
}

export const unknown = {
  ...{ costUsd: null, breakdown: {}, source: 'unknown', reason: expect.stringMatching(/\w/) },
  lacking: expect.any(Array),
};
