import type { RequestRow } from '@tallystick/log';
import { type Price, price } from '@tallystick/pricing';
import type { Estimated } from './estimate-tokens.ts';

export interface Priced extends Estimated {
  price: Price;
  /** A price of estimated tokens is an estimate. */
  costSource: RequestRow['cost_source'];
}

/**
 * Takes the cost that the provider reports, or prices the tokens by the model that answered. A caller who names a model wants
 * the price of that one instead. Where a call has tokens and yet
 * no cost, a warning says why.
 */
export function priceCall(log: Estimated): Priced {
  const { call, facts, usage, tokensSource } = log;
  const { serviceTier, requestedTier, billedApart } = facts;
  const inferenceGeo = facts.inferenceGeo || facts.requestedGeo;
  const model = call.model_override || facts.model || facts.requestedModel;
  const at = call.created_at;
  const { provider } = call;
  const reportedCost = call.model_override ? null : facts.reportedCost;
  const tiers = { serviceTier, requestedTier, inferenceGeo };
  const answer = price({ provider, model, usage, ...tiers, billedApart, reportedCost, at });
  const costSource = answer.source === 'priced' && tokensSource === 'estimated' ? tokensSource : answer.source;
  const priced = { ...log, price: answer, costSource };
  if (answer.source !== 'unknown' || tokensSource === 'unknown') return priced;
  return { ...priced, warnings: [...log.warnings, `the cost is unknown: ${answer.reason}`] };
}
