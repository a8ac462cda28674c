import type OpenAI from 'openai';

export interface StoredFile {
  id: string;
  name: string;
  type: string;
  purpose: string;
  /** Unix time in seconds. */
  createdAt: number;
  content: Uint8Array;
}

/** A batch of Anthropic's messages. Its results are JSON lines. */
export interface StoredBatch {
  /** Unix ms. */
  createdAt: number;
  count: number;
  results: string;
}

/** What the provider remembers between calls, for as long as it runs. */
export class Memory {
  readonly files = new Map<string, StoredFile>();
  readonly openaiBatches = new Map<string, OpenAI.Batch>();
  readonly messageBatches = new Map<string, StoredBatch>();
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
