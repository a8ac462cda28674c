import type { OwnPrice } from '@tallystick/log';
import { bareName } from './price-list.ts';
import { isFee, type Rates, readRates } from './rates.ts';
import { undated } from './undated.ts';

/**
 * The rates of an organisation's own for a model, where it has any for a call at this time.
 *
 * @param at Unix ms
 */
export type OwnPrices = (provider: string, model: string, at: number) => Rates | undefined;

export const noOwnPrices: OwnPrices = () => undefined;

interface Rule {
  entry: OwnPrice;
  /** Without the `*` of a prefix. */
  name: string;
  isPrefix: boolean;
}

interface Dated {
  entry: OwnPrice;
  rates: Rates;
}

/** Model names come from outside: the rules of more of them than this are not remembered at once. */
const mostRemembered = 1_000;

/** How Hugging Face's models are named with who runs them: `openai/gpt-oss-120b:together`. */
const route = /:[\w-]+$/;

/**
 * An organisation's own prices, ready for calls: each is then a look into a map.
 *
 * Of the entries that hold at the time of a call the one that names most of the model's name wins, and of several of one name the
 * latest. A name takes the dated snapshots of its model too, since answers name those when a call asked for the model, and at Hugging
 * Face all who run it.
 */
export function ownPricesOf(entries: readonly OwnPrice[]): OwnPrices {
  const providers = Map.groupBy(entries.map(ruleOf), ({ entry }) => entry.provider);
  const remembered = new Map<string, readonly Dated[]>();
  return (provider, model, at) => {
    const rules = providers.get(provider);
    if (!rules || model === '') return undefined;
    const key = `${provider}/${model}`;
    let dated = remembered.get(key);
    if (!dated) {
      dated = datedOf(rules, bareName(provider, model));
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(key, dated);
    }
    return dated.find(({ entry }) => entry.from <= at)?.rates;
  };
}

/** The entries that a model's calls may have their price from. Of those that hold at the time of a call, the first wins. */
export function entriesFor(entries: readonly OwnPrice[], provider: string, model: string): OwnPrice[] {
  const rules = entries.filter((entry) => entry.provider === provider).map(ruleOf);
  return datedOf(rules, bareName(provider, model)).map(({ entry }) => entry);
}

/** Whether an entry is for all models whose names begin so. */
export function isForMore({ model }: OwnPrice): boolean {
  return model.endsWith('*');
}

function ruleOf(entry: OwnPrice): Rule {
  const name = bareName(entry.provider, entry.model);
  const isPrefix = isForMore(entry);
  return { entry, name: isPrefix ? name.slice(0, -1) : name, isPrefix };
}

/** What one provider's rules say of a model, what wins first. */
function datedOf(rules: readonly Rule[], model: string): Dated[] {
  return rules
    .filter(({ entry, name, isPrefix }) => {
      const routeless = entry.provider === 'huggingface' ? model.replace(route, '') : model;
      return isPrefix ? model.startsWith(name) : [model, undated(model), routeless].includes(name);
    })
    .sort(
      (a, b) => b.name.length - a.name.length || Number(a.isPrefix) - Number(b.isPrefix) || b.entry.from - a.entry.from,
    )
    .map(({ entry }) => ({ entry, rates: readRates(entry.prices) }));
}

/** Parts that have no price where none is given, since they never cost as little as the rest, unless that is free. */
const apart: Readonly<Record<string, readonly string[]>> = {
  input_mtok: ['input_audio_mtok', 'cache_audio_read_mtok', 'cache_write_1h_mtok'],
  output_mtok: ['output_audio_mtok'],
};

/**
 * Own rates, and the list's for what they leave out. Where all input or all output is free, so is each part that they leave out; and a price
 * of an hour of sound is that of the call, whatever its tokens are listed at.
 */
export function completed(own: Rates, listed: Rates | undefined): Rates {
  const rates = new Map(own);
  const isByTime = own.has('input_audio_hours') && !own.has('input_mtok');
  const isFree = (total: string) => own.get(total)?.every(({ amount }) => amount === 0n) ?? false;
  for (const [key, rate] of listed ?? []) {
    const total = key.startsWith('output_') ? 'output_mtok' : 'input_mtok';
    if (!rates.has(key) && (isFee(key) || !(isByTime || isFree(total)))) rates.set(key, rate);
  }
  for (const [total, parts] of Object.entries(apart)) {
    const free = isFree(total) ? own.get(total) : undefined;
    for (const part of parts) if (free && !rates.has(part)) rates.set(part, free);
  }
  return rates;
}
