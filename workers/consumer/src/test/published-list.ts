import { unknownUsage } from '@tallystick/log';
import { noOwnPrices, type PriceQuestion, price } from '@tallystick/pricing';
import { currentList, usePriceList } from '@tallystick/pricing/price-list';
import { StoredPriceList } from '@tallystick/pricing/stored-list';
import { bindings, runCron } from './deliver.ts';

/** The cron that fetches the list. */
export const daily = '17 3 * * *';
/** The list that came with the code. */
export const bundled = await currentList();

export type Draft = { id: string; models: { id: string; prices: unknown }[] }[];

/** What is published: the list of the code, changed. As it is published, which leaves out what kind of constraint one is. */
export async function publish(change: (list: Draft) => unknown = () => {}): Promise<void> {
  const list = JSON.parse(
    JSON.stringify(bundled).replaceAll(
      /"type":"(?:start_date|time_of_date)",?|,"type":"(?:start_date|time_of_date)"/g,
      '',
    ),
  );
  await put(JSON.stringify(change(list) ?? list));
}

export async function put(text: string): Promise<void> {
  await fetch(bindings.LIST_URL, { method: 'PUT', body: text });
}

export function pricesOf(list: Draft, provider: string, model: string): { prices: unknown } {
  const found = list.find(({ id }) => id === provider)?.models.find(({ id }) => id === model);
  if (!found) throw new RangeError(`${provider} has no ${model}`);
  return found;
}

/** What the consumer does each day. An environment of its own is an isolate that has looked at no list. */
export async function refresh(path = ''): Promise<void> {
  const url = `${bindings.LIST_URL}${path}`;
  await runCron({ ...bindings, PRICE_LIST_URL: url }, daily);
}

/** What an isolate that begins now prices by. */
export async function begin(): Promise<StoredPriceList> {
  await usePriceList(bundled);
  const list = new StoredPriceList(bindings.OBJECTS, (look) => look);
  await list.use(Date.now());
  return list;
}

export function costOf(
  provider: string,
  model: string,
  at = Date.now(),
  more: Partial<PriceQuestion> = {},
): string | null {
  const usage = { ...unknownUsage, promptTokens: 1_000_000, completionTokens: 0 };
  const nowhere = { serviceTier: '', requestedTier: '', inferenceGeo: '', host: '' };
  const nothing = { ...nowhere, otherModels: [], extras: {}, billedApart: [], reportedCost: null };
  return price({ provider, model, usage, ...nothing, at, ...more }, noOwnPrices).costUsd;
}
