import type { RequestRow } from '@tallystick/log';
import { detailsOf, price, type StoredCost, storedCostOf } from '@tallystick/pricing';
import type { CallFacts } from '@tallystick/providers';
import { regionOf } from '@tallystick/providers/registry';
import type { Estimated } from './estimate-tokens.ts';

export interface Priced extends Estimated {
  cost: StoredCost;
  /** What the row keeps, so that the call can be priced again. */
  details: Pick<RequestRow, 'usage_details' | 'price_details'>;
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
  const model = call.model_override || modelOf(call, facts);
  const reportedCost = call.model_override ? null : facts.reportedCost;
  const tiers = { serviceTier, requestedTier, inferenceGeo, host };
  const question = { provider, model, usage, otherModels, ...tiers, extras, billedApart, reportedCost, at };
  const answer = price(question, ownPrices);
  const details = detailsOf(question, facts.model || facts.requestedModel, answer);
  const cost = storedCostOf(answer, tokensSource);
  const warnings = cost.warning === '' ? log.warnings : [...log.warnings, cost.warning];
  return { ...log, warnings, cost, details };
}

/** Where the path says who runs a model behind Hugging Face: `/together/v1/chat/completions`. */
const route = /^\/(?!v\d+\/)([\w-]+)\//;

/** OpenAI's path at which a model has another price than elsewhere, by the name that others sell it by. */
const decisions = /\/decisions\/?$/;

/**
 * Only the name that was asked for, `…:together`, or the path says which provider runs a model behind Hugging Face.
 * https://huggingface.co/docs/huggingface_hub/guides/inference
 */
function modelOf({ provider, path }: Estimated['call'], { model, requestedModel }: CallFacts): string {
  if (provider === 'openai' && decisions.test(path)) return `${model || requestedModel}-decisions`;
  if (provider !== 'huggingface') return model || requestedModel;
  const runner = route.exec(path)?.[1];
  return runner && requestedModel !== '' ? `${requestedModel}:${runner}` : requestedModel;
}
