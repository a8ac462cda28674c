import type { RequestRow } from '@tallystick/log';
import { costWarning, detailsOf, type Price, price } from '@tallystick/pricing';
import type { CallFacts } from '@tallystick/providers';
import { regionOf } from '@tallystick/providers/registry';
import type { Estimated } from './estimate-tokens.ts';

export interface Priced extends Estimated {
  price: Price;
  /** What the row keeps, so that the call can be priced again. */
  details: Pick<RequestRow, 'usage_details' | 'price_details'>;
  /** A price of estimated tokens is an estimate. */
  costSource: RequestRow['cost_source'];
}

/**
 * Prices the tokens by the model that answered, as the organisation itself or the price list has it, or takes the cost that the
 * provider reports. A caller who names a model wants the price of that one instead. Where a call has tokens and yet no cost, or one
 * that the bill may differ from, a warning says why.
 */
export function priceCall(log: Estimated): Priced {
  const { call, facts, usage, tokensSource, ownPrices } = log;
  const { serviceTier, requestedTier, otherModels, billedApart, extras } = facts;
  const { provider, created_at: at, target_host: host } = call;
  const inferenceGeo = provider === 'bedrock' ? regionOf(host) : facts.inferenceGeo || facts.requestedGeo;
  const model = call.model_override || modelOf(provider, facts);
  const reportedCost = call.model_override ? null : facts.reportedCost;
  const tiers = { serviceTier, requestedTier, inferenceGeo, host };
  const question = { provider, model, usage, otherModels, ...tiers, extras, billedApart, reportedCost, at };
  const answer = price(question, ownPrices);
  const details = detailsOf(question, facts.model || facts.requestedModel, answer);
  const costSource = answer.source === 'priced' && tokensSource === 'estimated' ? tokensSource : answer.source;
  const warning = tokensSource === 'unknown' ? '' : costWarning(answer);
  const warnings = warning === '' ? log.warnings : [...log.warnings, warning];
  return { ...log, warnings, price: answer, details, costSource };
}

/** Only the name that was asked for says which provider runs a model behind Hugging Face. */
function modelOf(provider: string, { model, requestedModel }: CallFacts): string {
  return provider === 'huggingface' ? requestedModel : model || requestedModel;
}
