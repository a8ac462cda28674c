import { calcPrice, type ModelPrice } from '@pydantic/genai-prices';

/**
 * The price list's name for each provider whose list it is. Not by likeness, as the list itself would: whatever is called
 * `my-openai` is not OpenAI, and a model that runs elsewhere under OpenAI's name has not OpenAI's price.
 */
const listedAs: Readonly<Record<string, string>> = { anthropic: 'anthropic', openai: 'openai' };

/** Model names come from outside: more of them than this are not remembered at once. */
const mostRemembered = 1_000;

/** What the list says of a model whose price has never changed; the others are looked up for each call's time. */
const remembered = new Map<string, ModelPrice | undefined>();

/**
 * The entry of the price list for a model at a time, found by the list's own rules for aliases and dated snapshots.
 *
 * @param at Unix ms
 * @returns undefined when the list does not know the provider or the model
 */
export function pricesOf(provider: string, model: string, at: number): ModelPrice | undefined {
  const providerId = Object.hasOwn(listedAs, provider) ? listedAs[provider] : undefined;
  if (providerId === undefined || model === '') return undefined;
  const key = `${providerId}/${model}`;
  if (remembered.has(key)) return remembered.get(key);
  const found = calcPrice({}, model, { providerId, timestamp: new Date(at) });
  if (!found || !Array.isArray(found.model.prices)) {
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, found?.model_price);
  }
  return found?.model_price;
}
