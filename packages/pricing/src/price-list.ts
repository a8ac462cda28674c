import { calcPrice, type ModelInfo } from '@pydantic/genai-prices';
import { bedrockModel } from './bedrock.ts';
import { type Rates, readRates } from './rates.ts';

/**
 * The price list's name for each provider whose list it is; Google's is that of both of its. Not by likeness, as the list itself would: whatever is called
 * `my-openai` is not OpenAI, and a model that runs elsewhere under OpenAI's name has not OpenAI's price.
 *
 * Left out, since the list does not determine what they charge: those whose price depends on more than the model, such as the
 * place of the deployment (Azure) or the provider behind them (Hugging Face, OpenRouter) or how much was searched (Perplexity);
 * and those whose prices it converts from another currency or knows for a while only (Zhipu, Z.AI).
 */
const listedAs: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  openai: 'openai',
  mistral: 'mistral',
  deepseek: 'deepseek',
  xai: 'x-ai',
  groq: 'groq',
  together: 'together',
  fireworks: 'fireworks',
  cerebras: 'cerebras',
  novita: 'novita',
  moonshot: 'moonshotai',
  minimax: 'minimax',
  cloudflare: 'cloudflare',
  cohere: 'cohere',
  google: 'google',
  vertex: 'google',
  bedrock: 'aws',
};

/**
 * Whether a model without a price for audio takes it at the price of its text. Google's list names audio where its price differs;
 * the list of OpenAI's leaves some out that cost more. https://ai.google.dev/gemini-api/docs/pricing
 */
export function hasAudioAsText(provider: string): boolean {
  return Object.hasOwn(listedAs, provider) && listedAs[provider] === 'google';
}

/** OpenAI's moderation costs nothing; the list has its models without a price. https://developers.openai.com/api/docs/guides/moderation */
export function isFree(provider: string, model: string): boolean {
  return provider === 'openai' && /^(?:omni|text)-moderation\b/.test(model);
}

/** Model names come from outside: more of them than this are not remembered at once. */
const mostRemembered = 1_000;

const remembered = new Map<string, Rates | undefined>();

const day = 86_400_000;

/**
 * The list's rates for a model at a time, found by the list's own rules for aliases and dated snapshots. Looked up once a
 * model and day of the call, since prices change at midnight UTC, except for those that depend on the time of day.
 *
 * @param at Unix ms
 * @returns undefined when the list does not know the provider or the model
 */
export function ratesOf(provider: string, model: string, at: number): Rates | undefined {
  const providerId = Object.hasOwn(listedAs, provider) ? listedAs[provider] : undefined;
  if (providerId === undefined || model === '') return undefined;
  const name = listedName(providerId, model, at);
  if (name === '') return undefined;
  const key = `${Math.floor(at / day)}/${providerId}/${model}`;
  if (remembered.has(key)) return remembered.get(key);
  const found = calcPrice({}, name, { providerId, timestamp: new Date(at) });
  const rates = found ? readRates(found.model_price) : undefined;
  if (!found || !changesWithinDay(found.model)) {
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, rates);
  }
  return rates;
}

function listedName(providerId: string, model: string, at: number): string {
  if (providerId === 'aws') return bedrockModel(model, at);
  // Paths in OpenAI's format name Google's models with their collection or their publisher.
  return providerId === 'google' ? model.replace(/^(?:models|google)\//, '') : model;
}

function changesWithinDay({ prices }: ModelInfo): boolean {
  return Array.isArray(prices) && prices.some(({ constraint }) => constraint?.type === 'time_of_date');
}
