import { type OwnPrice, ownPriceSchema, priceKeys } from '@tallystick/log';
import { entriesFor, isForMore, ownPricesOf } from './own-prices.ts';
import { type PriceQuestion, price, tellsCosts } from './price.ts';

/** An entry among an organisation's own prices that would give calls a cost, once it names what they lack. */
export interface PriceToSet extends OwnPrice {
  /** What it does not name yet, by `priceKeys`. */
  lacking: readonly string[];
}

/**
 * What to set so that a call of unknown cost has one: the entry that it has its price from, with what that lacks, or one for its model.
 *
 * @returns undefined where no own price gives it a cost, or only one that would take another call's away
 */
export function priceToSet(question: PriceQuestion, entries: readonly OwnPrice[]): PriceToSet | undefined {
  const { provider, model, at } = question;
  const own = entriesFor(entries, provider, model);
  const holds = own.find(({ from }) => from <= at);
  const isExtended = holds !== undefined && !isForMore(holds);
  const entry = isExtended ? holds : { provider, model, from: holds?.from ?? 0, prices: holds?.prices ?? {} };
  // An entry of the model's own would go before those for more models, also before one whose time is yet to come.
  const isHiding = !isExtended && own.some((other) => other.from > entry.from && other.model !== model);
  // And before what the provider reports of its other calls.
  const isWinning = isHiding || (!holds && tellsCosts(provider));
  const isName = !model.endsWith('*') && ownPriceSchema.shape.model.safeParse(model).success;
  if (isWinning || !isName) return undefined;
  const others = own.filter((other) => other !== entry);
  const lacking: string[] = [];
  for (let tried = own; ; tried = [...others, withPrices(entry, lacking)]) {
    const answer = price(question, ownPricesOf(tried));
    if (answer.source !== 'unknown') return lacking.length === 0 ? undefined : { ...entry, lacking };
    const more = answer.lacking.filter((key) => !lacking.includes(key) && priceKeys.some((known) => known === key));
    if (more.length === 0) return undefined;
    lacking.push(...more);
  }
}

/** An entry that also names these, whatever they cost. */
function withPrices(entry: OwnPrice, keys: readonly string[]): OwnPrice {
  return { ...entry, prices: { ...entry.prices, ...Object.fromEntries(keys.map((key) => [key, '1'])) } };
}
