export interface StoredFile {
  id: string;
  name: string;
  type: string;
  purpose: string;
  createdAt: number;
  content: Uint8Array;
}

/** What the provider remembers between calls, for as long as it runs. */
export class Memory {
  readonly files = new Map<string, StoredFile>();
  readonly batches = new Map<string, { createdAt: number; requests: unknown[] }>();
  readonly #prefixes = new Set<string>();
  readonly #calls = new Map<string, number>();

  /** How often `countCall` has seen this id, this time included. */
  countCall(id: string): number {
    const count = (this.#calls.get(id) ?? 0) + 1;
    this.#calls.set(id, count);
    return count;
  }

  /** Whether a prompt's beginning is in the prompt cache. */
  isCached(prefix: string): boolean {
    return this.#prefixes.has(prefix);
  }

  cache(prefix: string): void {
    if (this.#prefixes.size >= 10_000) this.#prefixes.clear();
    this.#prefixes.add(prefix);
  }
}
