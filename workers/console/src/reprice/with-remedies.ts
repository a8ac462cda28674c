import type { MissingPrice, RequestAnswer } from '@tallystick/clickhouse';
import type { MissingPriceAnswer } from '@tallystick/client/routes';
import type { OwnPrice } from '@tallystick/log';
import { type OwnPrices, ownPricesOf, price, priceToSet } from '@tallystick/pricing';
import { wireFormatOf } from '@tallystick/providers';
import { askedOf, type PricedCall, pricedColumns } from './price-again.ts';
import { sinceText } from './since-text.ts';

/** What is read of one call of each kind. */
export const remedyColumns = [...pricedColumns, 'path'] as const;

/** The formats whose answers take no output tokens, and tell none. */
const withoutOutput: ReadonlySet<string> = new Set([
  'openai-embeddings',
  'openai-moderations',
  'google-embeddings',
  'google-predict',
  'cohere-embed',
  'cohere-rerank',
]);

/** Calls without a cost, with what would give them one: to be priced again, or an own price. */
export function withRemedies(missing: readonly MissingPrice[], own: readonly OwnPrice[]): MissingPriceAnswer[] {
  const ownPrices = ownPricesOf(own);
  const told = missing.map((one) => withRemedy(one, own, ownPrices));
  const entries = Map.groupBy(told, entryOf);
  // An entry that takes another's place names all that either names: of two for one model, the second would undo the first.
  return told.map((one) => {
    const lacking = new Set(entries.get(entryOf(one))?.flatMap(({ set }) => set?.lacking ?? []));
    return one.set ? { ...one, set: { ...one.set, lacking: [...lacking] } } : one;
  });
}

function withRemedy(
  { latest, priced_as, reason, ...group }: MissingPrice,
  own: readonly OwnPrice[],
  ownPrices: OwnPrices,
): MissingPriceAnswer {
  // All columns were asked for.
  const call = latest as PricedCall & Required<Pick<RequestAnswer, 'path'>>;
  const question = askedOf(call);
  // An output that nobody knows would be priced as none, where only the input had a price.
  const isHalf = call.completion_tokens === null && !withoutOutput.has(wireFormatOf(call.path)?.name ?? '');
  const set = question && !isHalf ? priceToSet(question, own) : undefined;
  return {
    ...group,
    priced_as: priced_as || null,
    reason: reason || null,
    priced_by_now: question !== undefined && price(question, ownPrices).source !== 'unknown',
    set: set ? { model: set.model, from: sinceText(set.from), prices: set.prices, lacking: [...set.lacking] } : null,
  };
}

function entryOf({ provider, set }: MissingPriceAnswer): string {
  return JSON.stringify([provider, set?.model, set?.from]);
}
