import { type Price, price } from '@tallystick/pricing';
import type { Measured } from './read-usage.ts';

export interface Priced extends Measured {
  price: Price;
}

/**
 * Prices the tokens by the model that answered, or by the one that the caller named for it. Where a call has tokens and yet
 * no cost, a warning says why.
 */
export function priceCall(log: Measured): Priced {
  const { call, facts } = log;
  const { usage, serviceTier, requestedTier, billedApart } = facts;
  const inferenceGeo = facts.inferenceGeo || facts.requestedGeo;
  const model = call.model_override || facts.model || facts.requestedModel;
  const at = call.created_at;
  const { provider } = call;
  const answer = price({ provider, model, usage, serviceTier, requestedTier, inferenceGeo, billedApart, at });
  if (answer.source === 'priced' || facts.tokensSource === 'unknown') return { ...log, price: answer };
  return { ...log, warnings: [...log.warnings, `the cost is unknown: ${answer.reason}`], price: answer };
}
