import { bedrockPlace } from './bedrock.ts';
import { listed, type Tier } from './factors.ts';
import { undated } from './undated.ts';

const tenPercentMore: Tier = { numerator: 11n, denominator: 10n };

/** Where a call was answered, as far as it shows. */
export interface Place {
  /** Where the model ran, in the provider's word, '' when neither the answer nor the path says. */
  inferenceGeo: string;
  /** The host that the call was sent to. */
  host: string;
}

/** How the place of inference changes the prices of tokens (fees stay); undefined where that is not known. */
export function placeFactor(provider: string, model: string, { inferenceGeo, host }: Place): Tier | undefined {
  if (provider === 'anthropic') return anthropicPlaces.get(inferenceGeo);
  if (provider === 'bedrock') return bedrockPlace(model, inferenceGeo);
  if (provider === 'vertex')
    return isGlobal(inferenceGeo, host) || !costsMoreInRegions(model) ? listed : tenPercentMore;
  if (provider === 'openai' && openaiRegion.test(host) && costsMoreWithResidency.test(model)) return tenPercentMore;
  return listed;
}

/**
 * Inference kept in the US costs 1.1 times, on the models that know the parameter; the others report no place.
 * https://platform.claude.com/docs/en/manage-claude/data-residency
 */
const anthropicPlaces: ReadonlyMap<string, Tier> = new Map([
  ['', listed],
  ['global', listed],
  ['not_available', listed],
  ['us', tenPercentMore],
]);

/**
 * Models released since March 5, 2026 cost 1.1 times at the hosts of regions.
 * https://developers.openai.com/api/docs/guides/data-residency
 */
const openaiRegion = /^[a-z]{2}\.api\.openai\.com$/;
const costsMoreWithResidency = /^(?:gpt-5\.[4-9]|gpt-[6-9])/;

/** `us-central1-aiplatform.googleapis.com`, `aiplatform.eu.rep.googleapis.com`: the global one has no region in its name. */
function isGlobal(location: string, host: string): boolean {
  return location === '' ? !/^[a-z0-9-]+-aiplatform\.|\.rep\.googleapis\.com$/.test(host) : location === 'global';
}

/**
 * The list is that of the global endpoint. Elsewhere Claude costs 1.1 times from Sonnet 4.5 on, and so does Gemini from version 3 on.
 * https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai, https://cloud.google.com/vertex-ai/generative-ai/pricing
 */
function costsMoreInRegions(model: string): boolean {
  const name = undated(model);
  if (name.startsWith('claude')) return !/^claude-(?:\d|(?:opus|sonnet|haiku)-(?:4|4-0|4-1)$)/.test(name);
  return !/^gemini-(?:1|2)\./.test(name) && !/embedding/.test(name);
}
