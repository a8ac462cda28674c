import { unknownCost } from '@tallystick/log';
import { type Price, price } from '@tallystick/pricing';
import type { Measured } from './read-usage.ts';

export interface Priced extends Measured {
  price: Price;
}

/**
 * Prices the tokens by the model that answered, as the organisation itself or the price list has it, or takes the cost that the
 * provider reports. A caller who names a model wants the price of that one instead. Where a call has tokens and yet no cost, a
 * warning says why.
 */
export function priceCall(log: Measured): Priced {
  const { call, facts, ownPrices } = log;
  const { usage, serviceTier, requestedTier, billedApart } = facts;
  const inferenceGeo = facts.inferenceGeo || facts.requestedGeo;
  const model = call.model_override || facts.model || facts.requestedModel;
  const at = call.created_at;
  const { provider } = call;
  const reportedCost = call.model_override ? null : facts.reportedCost;
  const tiers = { serviceTier, requestedTier, inferenceGeo };
  const answer = price({ provider, model, usage, ...tiers, billedApart, reportedCost, at }, ownPrices);
  if (answer.source !== 'unknown' || facts.tokensSource === 'unknown') return { ...log, price: answer };
  return { ...log, warnings: [...log.warnings, unknownCost + answer.reason], price: answer };
}
