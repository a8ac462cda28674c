import {
  calcPrice,
  type ModelInfo,
  type ModelPrice,
  type Provider,
  updatePrices,
  waitForUpdate,
} from '@pydantic/genai-prices';
import { bedrockModel, lifecycleDoubt } from './bedrock.ts';
import { deepseekPrice } from './deepseek.ts';
import { gapDoubt, withoutGaps } from './list-gaps.ts';
import { type Rates, readRates } from './rates.ts';

/** Whose list a provider's prices are in. */
interface List {
  id: string;
  /** Why a call may cost otherwise than the list says, for reasons that no answer tells. */
  doubt?: string;
}

/**
 * The price list's name for each provider whose list it is; Google's is that of both of its. Not by likeness, as the list itself would: whatever is called
 * `my-openai` is not OpenAI, and a model that runs elsewhere under OpenAI's name has not OpenAI's price.
 */
const lists: Readonly<Record<string, List>> = {
  anthropic: { id: 'anthropic' },
  openai: { id: 'openai' },
  mistral: { id: 'mistral' },
  deepseek: { id: 'deepseek' },
  xai: { id: 'x-ai' },
  groq: { id: 'groq' },
  together: { id: 'together' },
  fireworks: { id: 'fireworks' },
  cerebras: { id: 'cerebras' },
  novita: { id: 'novita' },
  moonshot: { id: 'moonshotai' },
  minimax: { id: 'minimax' },
  cloudflare: { id: 'cloudflare' },
  cohere: { id: 'cohere' },
  bedrock: { id: 'aws' },
  google: { id: 'google' },
  vertex: { id: 'google' },
  perplexity: { id: 'perplexity' },
  // https://azure.microsoft.com/pricing/details/azure-openai/
  azure: { id: 'azure', doubt: 'a deployment in a region or a data zone costs more' },
  openrouter: { id: 'openrouter', doubt: 'each route has a price of its own' },
  // One list for each provider behind it: https://huggingface.co/docs/inference-providers/pricing
  huggingface: { id: 'huggingface', doubt: 'with a key of one’s own the provider behind it bills' },
  zhipu: { id: 'zhipuai', doubt: 'the list is converted from yuan, and has one price of several' },
  zai: { id: 'zai', doubt: 'searches that it ran are not told' },
};

function listOf(provider: string): List | undefined {
  return Object.hasOwn(lists, provider) ? lists[provider] : undefined;
}

/** Why calls to a provider may cost otherwise than its list says, '' where nothing speaks for it. */
export function listDoubt(provider: string, model: string, at: number): string {
  if (provider === 'bedrock') return lifecycleDoubt(model, at);
  const list = listOf(provider);
  return list ? (list.doubt ?? gapDoubt(list.id, model)) : '';
}

/** The names of `lists` in the price list. */
export const listedIds: ReadonlySet<string> = new Set(Object.values(lists).map(({ id }) => id));

/** The list that came with the code. */
export const bundledList: Promise<readonly Provider[]> = waitForUpdate().then((providers) => providers ?? []);

/** The list that calls are priced by. */
export async function currentList(): Promise<readonly Provider[]> {
  return (await waitForUpdate()) ?? [];
}

/** Prices by this list from now on; providers that it lacks stay those of the code. */
export async function usePriceList(providers: readonly Provider[]): Promise<void> {
  const own = new Set(providers.map(({ id }) => id));
  const others = (await bundledList).filter(({ id }) => !own.has(id));
  updatePrices(({ setProviderData }) => setProviderData([...providers, ...others]));
  remembered.clear();
}

/**
 * Whether a model without a price for audio takes it at the price of its text. Google's list names audio where its price differs;
 * the list of OpenAI's leaves some out that cost more. https://ai.google.dev/gemini-api/docs/pricing
 */
export function hasAudioAsText(provider: string): boolean {
  return listOf(provider)?.id === 'google';
}

/** A model's name as the price list has it: paths in OpenAI's format name Google's models with their collection or their publisher. */
export function bareName(provider: string, model: string): string {
  return hasAudioAsText(provider) ? model.replace(/^(?:models|google)\//, '') : model;
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
  const list = listOf(provider);
  if (!list || model === '') return undefined;
  const key = `${Math.floor(at / day)}/${provider}/${model}`;
  if (remembered.has(key)) return remembered.get(key);
  const found = find(list.id, bareName(provider, model), at);
  const rates = found ? readRates(found.prices) : undefined;
  if (!found?.ofHour) {
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, rates);
  }
  return rates;
}

interface Found {
  prices: ModelPrice;
  /** The prices depend on the time of the day. */
  ofHour: boolean;
}

function find(list: string, model: string, at: number): Found | undefined {
  if (list === 'huggingface') {
    const [, name = '', route = ''] = /^(.+):(.+)$/.exec(model) ?? [];
    return look(`huggingface_${route}`, name, at);
  }
  if (list === 'google') {
    // Claude costs there what it costs at Anthropic, whose list has more of its prices.
    const claude = model.startsWith('claude') ? look('anthropic', model, at) : undefined;
    return claude ?? look(list, model, at);
  }
  if (list === 'deepseek') {
    const price = deepseekPrice(model, at);
    return 'prices' in price ? { ...price, ofHour: true } : look(list, price.name, price.at);
  }
  if (list === 'aws') return look(list, bedrockModel(model), at);
  if (list === 'perplexity') {
    // The list has the highest fee of a request, where the answer tells which one it is.
    const found = look(list, model, at);
    return found && { ...found, prices: { ...found.prices, requests_kcount: undefined } };
  }
  // The list has them at half their price, an offer that ended in September 2026.
  if ((list === 'zai' || list === 'zhipuai') && /^glm-5\.3-flash/i.test(model)) return undefined;
  return look(list, model, at);
}

function look(providerId: string, name: string, at: number): Found | undefined {
  const found = calcPrice({}, name, { providerId, timestamp: new Date(at) });
  const prices = withoutGaps(providerId, name, found?.model_price);
  return prices && { prices, ofHour: found ? changesWithinDay(found.model) : false };
}

function changesWithinDay({ prices }: ModelInfo): boolean {
  return Array.isArray(prices) && prices.some(({ constraint }) => constraint?.type === 'time_of_date');
}
