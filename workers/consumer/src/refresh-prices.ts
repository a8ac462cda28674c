import { RefusedList, readPublishedList } from '@tallystick/pricing';
import { dropPriceList, type StoredPriceList, storePriceList } from '@tallystick/pricing/stored-list';

/** What refreshing the price list needs of the world. */
export interface PricesRefresh {
  /** Where the list is published; '' for nowhere. */
  url: string;
  objects: R2Bucket;
  /** What this isolate prices by: a published list is compared with it. */
  list: StoredPriceList;
  /** Unix ms */
  now: number;
}

/** The list is 400 KB. ms, bytes */
const timeout = 20_000;
const largest = 5_000_000;

/**
 * Fetches the published price list, and keeps it when it is good. When it is not, or nothing answers, calls are priced as before, and a line in the
 * log says why. Without a URL, the list that came with the code counts again.
 */
export async function refreshPrices({ url, objects, list, now }: PricesRefresh): Promise<void> {
  if (url === '') return dropPriceList(objects);
  await list.use(now);
  let text: string;
  try {
    text = await fetchText(url);
  } catch (error) {
    console.warn({ event: 'price_list_not_fetched', reason: String(error) });
    return;
  }
  try {
    const providers = await readPublishedList(text, now);
    const { hash, changed } = await storePriceList(objects, providers, now);
    if (changed) console.log({ event: 'price_list_stored', hash });
  } catch (error) {
    if (!(error instanceof RefusedList)) throw error;
    console.warn({ event: 'price_list_refused', reason: error.message });
  }
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
  if (!response.ok || !response.body) throw new Error(`the answer is ${response.status}`);
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  for await (const chunk of response.body) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > largest) throw new Error(`it is larger than ${largest} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
