import type { Provider } from '@pydantic/genai-prices';
import { bundledList, usePriceList } from './price-list.ts';

/** Where the last good published list stands in R2, as `readPublishedList` gave it. */
const key = 'prices/list.json';

/** How often an isolate looks whether there is another list. ms */
const lookEvery = 180_000;

/** A list that was fetched longer ago than this does not outlive an update of the code, which brought a list of its own. ms */
const lastsWithoutFetch = 7 * 86_400_000;

/** Which list calls are priced by. */
export interface PriceListIdentity {
  /** The first digits of its text's SHA-256. */
  hash: string;
  /** When it was last fetched, ISO 8601; null for the one that came with the code. */
  fetchedAt: string | null;
}

/**
 * Keeps a list that was checked, in place of the one before.
 *
 * @param now Unix ms: when it was fetched
 * @returns which it is, and whether it differs from the one before
 */
export async function storePriceList(
  objects: R2Bucket,
  providers: readonly Provider[],
  now: number,
): Promise<{ hash: string; changed: boolean }> {
  const text = JSON.stringify(providers);
  const [hash, bundled, before] = await Promise.all([hashOf(text), bundledHash(), objects.head(key)]);
  const fetched_at = new Date(now).toISOString();
  await objects.put(key, text, { customMetadata: { hash, bundled, fetched_at } });
  return { hash, changed: before?.customMetadata?.hash !== hash };
}

/** Takes the stored list away: the one that came with the code counts again. */
export async function dropPriceList(objects: R2Bucket): Promise<void> {
  await objects.delete(key);
}

/** The list that an isolate prices by: the stored one, or the one that came with the code while there is none. */
export class StoredPriceList {
  readonly #objects: R2Bucket;
  readonly #patiently: (look: Promise<void>) => Promise<void>;
  #lookAt = 0;
  #etag = '';
  #identity: PriceListIdentity | undefined;

  /** @param patiently gives up waiting for a look that takes long; it may come to its end later */
  constructor(objects: R2Bucket, patiently: (look: Promise<void>) => Promise<void>) {
    this.#objects = objects;
    this.#patiently = patiently;
  }

  /**
   * Prices by the stored list from now on, if there is another than before. It looks every few minutes; when R2 does not answer, the list
   * stays the one that it was.
   *
   * @param now Unix ms
   */
  async use(now: number): Promise<void> {
    if (now < this.#lookAt) return;
    this.#lookAt = now + lookEvery;
    try {
      await this.#patiently(this.#look(now));
    } catch (error) {
      console.warn({ event: 'price_list_not_read', reason: String(error) });
    }
  }

  /** Which list is in use. */
  async identity(): Promise<PriceListIdentity> {
    return this.#identity ?? { hash: await bundledHash(), fetchedAt: null };
  }

  async #look(now: number): Promise<void> {
    const known = this.#etag === '' ? {} : { onlyIf: { etagDoesNotMatch: this.#etag } };
    const object = await this.#objects.get(key, known);
    const { hash = '', bundled, fetched_at = '' } = object?.customMetadata ?? {};
    const isFresh = now - Date.parse(fetched_at) < lastsWithoutFetch;
    if (!object || !(isFresh || bundled === (await bundledHash()))) {
      if (this.#identity) await usePriceList(await bundledList);
      this.#identity = undefined;
      this.#etag = '';
      return;
    }
    // Without a body it is the one that is known.
    if ('body' in object) await usePriceList(await object.json<Provider[]>());
    this.#identity = { hash, fetchedAt: fetched_at };
    this.#etag = object.etag;
  }
}

async function bundledHash(): Promise<string> {
  return hashOf(JSON.stringify(await bundledList));
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest).subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
