import { anthropicFast, type ModelFactors, openaiFast } from './tier-factors.ts';

/** A price as a part or multiple of the listed one: `numerator / denominator`. */
export interface Factor {
  numerator: bigint;
  denominator: bigint;
}

/** What a service tier costs relative to the list. */
export interface Tier extends Factor {
  /** Why the bill may differ from this all the same. */
  doubt?: string;
  /** Why it may where tokens came from a cache. */
  cacheDoubt?: string;
}

/** As the price list has it. */
export const listed: Tier = { numerator: 1n, denominator: 1n };
const twice: Tier = { numerator: 2n, denominator: 1n };
const half: Tier = { numerator: 1n, denominator: 2n };
/** Google halves the price of tokens, and does not say so of cached ones everywhere. */
const halfAtGoogle: Tier = { ...half, cacheDoubt: 'the discount may not hold for cached tokens' };
/** Google says "75 % to 100 % more", by model; it is 80 % on those whose price is known. */
const googlePriority: Tier = {
  numerator: 9n,
  denominator: 5n,
  doubt: 'the premium of priority is 75 to 100 %, by model',
};
const byModel = 'AWS says of the tier what it costs more or less, and not for which models';
const flexAtBedrock: Tier = { ...half, doubt: byModel };
const priorityAtBedrock: Tier = { numerator: 7n, denominator: 4n, doubt: byModel };
/** Capacity bought ahead has no price per call; the list's is what the call would have cost. */
const bought: Tier = { ...listed, doubt: 'the tier is capacity bought ahead, at the price of a contract' };

/** Providers without tiers of another price per token, as far as is known: those that answer in OpenAI's or Anthropic's format may name theirs. */
const one: Readonly<Record<string, Factor>> = { '': listed, default: listed, standard: listed };

const openai = {
  '': listed,
  auto: listed,
  default: listed,
  flex: half,
  batch: half,
  priority: openaiFast,
  fast: openaiFast,
  scale: bought,
};

/**
 * What each provider's service tiers cost, relative to the list, for all models or by model.
 * https://developers.openai.com/api/docs/guides/flex-processing, https://platform.claude.com/docs/en/build-with-claude/batch-processing,
 * https://platform.claude.com/docs/en/api/service-tiers, https://ai.google.dev/gemini-api/docs/optimization,
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/deploy/consumption-options,
 * https://console.groq.com/docs/flex-processing: as on demand
 */
const tiers: Readonly<Record<string, Readonly<Record<string, Tier | ModelFactors>>>> = {
  openai,
  azure: openai,
  anthropic: { '': listed, standard: listed, batch: half, priority: bought, fast: anthropicFast },
  groq: { '': listed, on_demand: listed, flex: listed },
  mistral: one,
  deepseek: one,
  // https://docs.x.ai/developers/pricing
  xai: { ...one, priority: twice },
  together: one,
  fireworks: one,
  cerebras: one,
  novita: one,
  moonshot: one,
  minimax: one,
  cloudflare: one,
  cohere: one,
  // https://aws.amazon.com/bedrock/service-tiers/
  bedrock: { ...one, flex: flexAtBedrock, priority: priorityAtBedrock, reserved: bought },
  openrouter: one,
  perplexity: one,
  huggingface: one,
  zhipu: one,
  zai: one,
  google: { '': listed, standard: listed, flex: halfAtGoogle, batch: halfAtGoogle, priority: googlePriority },
  vertex: {
    '': listed,
    ON_DEMAND: listed,
    ON_DEMAND_FLEX: halfAtGoogle,
    ON_DEMAND_PRIORITY: googlePriority,
    PROVISIONED_THROUGHPUT: bought,
    // Claude's answers name Anthropic's tiers.
    standard: listed,
    fast: anthropicFast,
  },
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

/** How a tier changes the prices of tokens (fees stay); undefined where that is not known. */
export function tierOf(provider: string, serviceTier: string, model: string): Tier | undefined {
  const known = Object.hasOwn(tiers, provider) ? tiers[provider] : one;
  const tier = known && Object.hasOwn(known, serviceTier) ? known[serviceTier] : undefined;
  return typeof tier === 'function' ? tier(model) : tier;
}

export function times(a: Factor, b: Factor): Factor {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}
