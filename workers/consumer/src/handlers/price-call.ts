import { type Price, price } from '@tallystick/pricing';
import { regionOf } from '@tallystick/providers/registry';
import type { Measured } from './read-usage.ts';

export interface Priced extends Measured {
  price: Price;
}

/**
 * Takes the cost that the provider reports, or prices the tokens by the model that answered. A caller who names a model wants
 * the price of that one instead. Where a call has tokens and yet
 * no cost, a warning says why.
 */
export function priceCall(log: Measured): Priced {
  const { call, facts } = log;
  const { usage, serviceTier, requestedTier, billedApart } = facts;
  const model = call.model_override || facts.model || facts.requestedModel;
  const at = call.created_at;
  const { provider } = call;
  const inferenceGeo = provider === 'bedrock' ? regionOf(call.target_host) : facts.inferenceGeo || facts.requestedGeo;
  const reportedCost = call.model_override ? null : facts.reportedCost;
  const tiers = { serviceTier, requestedTier, inferenceGeo };
  const answer = price({ provider, model, usage, ...tiers, billedApart, reportedCost, at });
  if (answer.source !== 'unknown' || facts.tokensSource === 'unknown') return { ...log, price: answer };
  return { ...log, warnings: [...log.warnings, `the cost is unknown: ${answer.reason}`], price: answer };
}
