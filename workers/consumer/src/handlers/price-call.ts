import type { RequestRow } from '@tallystick/log';
import { costWarning, detailsOf, type Price, price } from '@tallystick/pricing';
import type { Measured } from './read-usage.ts';

export interface Priced extends Measured {
  price: Price;
  /** What the row keeps, so that the call can be priced again. */
  details: Pick<RequestRow, 'usage_details' | 'price_details'>;
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
  const question = { provider, model, usage, ...tiers, billedApart, reportedCost, at };
  const answer = price(question, ownPrices);
  const details = detailsOf(question, facts.model || facts.requestedModel, answer);
  const warning = costWarning(answer);
  if (warning === '' || facts.tokensSource === 'unknown') return { ...log, price: answer, details };
  return { ...log, warnings: [...log.warnings, warning], price: answer, details };
}
