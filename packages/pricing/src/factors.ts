import { isBedrockPlace } from './bedrock.ts';

/** A price as a part or multiple of the listed one: `numerator / denominator`. */
export interface Factor {
  numerator: bigint;
  denominator: bigint;
}

const listed: Factor = { numerator: 1n, denominator: 1n };
const half: Factor = { numerator: 1n, denominator: 2n };

/** Providers without tiers of another price per token: those that answer in OpenAI's or Anthropic's format may name theirs. */
const one = { '': listed, default: listed, standard: listed };

/**
 * What each provider's service tiers cost, relative to the list. A tier that is not named here has a price of its own per
 * model (OpenAI's priority, Anthropic's fast mode) or none per call (capacity bought ahead): its cost is unknown.
 * Google's flex and batch discounts hold for most models and parts of a call, and are in no list; nor are Bedrock's, and its prices of
 * optimised latency.
 * https://developers.openai.com/api/docs/guides/flex-processing, https://platform.claude.com/docs/en/build-with-claude/batch-processing,
 * https://console.groq.com/docs/flex-processing: as on demand
 */
const tiers: Readonly<Record<string, Readonly<Record<string, Factor>>>> = {
  openai: { '': listed, auto: listed, default: listed, flex: half },
  anthropic: { '': listed, standard: listed, batch: half },
  groq: { '': listed, on_demand: listed, flex: listed },
  mistral: one,
  deepseek: one,
  xai: one,
  together: one,
  fireworks: one,
  cerebras: one,
  novita: one,
  moonshot: one,
  minimax: one,
  cloudflare: one,
  cohere: one,
  google: { '': listed, standard: listed },
  vertex: { '': listed, ON_DEMAND: listed },
  bedrock: one,
};

/** What callers ask for without leaving the listed prices, or leaving the tier to the provider. */
const ordinary = new Set(['', 'auto', 'default', 'standard', 'standard_only', 'on_demand', 'unspecified']);

/**
 * Whether a call that asked for this tier has the listed price when its answer names none. Which tier served a call may
 * differ from the one that it asked for, and the answer to a call that asked says which it was:
 * https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create,
 * https://platform.claude.com/docs/en/api/service-tiers
 */
export function isOrdinary(requestedTier: string): boolean {
  return ordinary.has(requestedTier);
}

/**
 * Whether the listed prices are those of the place. Vertex AI's list is that of its global endpoint; others cost more on some
 * models. https://cloud.google.com/vertex-ai/generative-ai/pricing. Bedrock's depends on the model.
 */
export function isListedPlace(provider: string, model: string, inferenceGeo: string): boolean {
  if (provider === 'bedrock') return isBedrockPlace(model, inferenceGeo);
  return provider !== 'vertex' || inferenceGeo === '' || inferenceGeo === 'global';
}

/**
 * How a tier and a place of inference change the prices of tokens (fees per search stay); undefined where that is not known.
 * Inference kept in the US costs 1.1 times at Anthropic, on the models that know the parameter; the others report no place.
 * https://platform.claude.com/docs/en/manage-claude/data-residency
 */
export function factorOf(provider: string, serviceTier: string, inferenceGeo: string): Factor | undefined {
  const known = Object.hasOwn(tiers, provider) ? tiers[provider] : undefined;
  const factor = known && Object.hasOwn(known, serviceTier) ? known[serviceTier] : undefined;
  if (!factor || provider !== 'anthropic' || inferenceGeo !== 'us') return factor;
  return { numerator: factor.numerator * 11n, denominator: factor.denominator * 10n };
}
