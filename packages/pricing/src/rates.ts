import type { ModelPrice } from '@pydantic/genai-prices';
import type { Usage } from '@tallystick/log';
import { picodollars } from './money.ts';

/** One line of a call's cost: so many units at so much. */
export interface Charge {
  line: string;
  units: number;
  /** The price of `per` units, in 1e-12 USD. */
  rate: bigint;
  per: bigint;
}

/**
 * What a call with this usage is charged by this price list entry, line by line; undefined where the two do not tell.
 * Tokens without a price of their own are part of the line that includes them: `cache_read` and `cache_write` of `input`,
 * `reasoning` of `output`.
 */
export function chargesOf(prices: ModelPrice, usage: Usage): Charge[] | undefined {
  const { promptTokens, completionTokens } = usage;
  if (promptTokens === null) return undefined;
  if (completionTokens === null && prices.output_mtok !== undefined) return undefined;
  const audio = usage.promptAudioTokens ?? 0;
  const cacheRead = usage.cacheReadTokens ?? 0;
  const cacheWrite1h = usage.cacheWrite1hTokens ?? 0;
  const cacheWrite5m = (usage.cacheWriteTokens ?? 0) - cacheWrite1h;
  // How many audio tokens came from the cache is not reported, and they are priced apart.
  if (audio > 0 && cacheRead > 0) return undefined;

  const input = split(prices, 'input', 'input_mtok', promptTokens, [
    { line: 'cache_read', key: 'cache_read_mtok', tokens: cacheRead, apart: false },
    { line: 'cache_write', key: 'cache_write_mtok', tokens: cacheWrite5m, apart: false },
    { line: 'cache_write_1h', key: 'cache_write_1h_mtok', tokens: cacheWrite1h, apart: true },
    { line: 'input_audio', key: 'input_audio_mtok', tokens: audio, apart: true },
  ]);
  const output = split(prices, 'output', 'output_mtok', completionTokens ?? 0, [
    { line: 'reasoning', key: 'output_reasoning_mtok', tokens: usage.reasoningTokens ?? 0, apart: false },
    { line: 'output_audio', key: 'output_audio_mtok', tokens: usage.completionAudioTokens ?? 0, apart: true },
  ]);
  const searches = split(prices, 'web_search', 'web_searches_kcount', usage.webSearches ?? 0, []);
  const request = split(prices, 'request', 'requests_kcount', prices.requests_kcount === undefined ? 0 : 1, []);
  if (!input || !output || !searches || !request) return undefined;

  return [...input, ...output, ...searches, ...request].map(({ line, key, tokens }) => ({
    line,
    units: tokens,
    rate: rateOf(prices[key], promptTokens),
    per: key.endsWith('_kcount') ? 1_000n : 1_000_000n,
  }));
}

interface Part {
  line: string;
  key: string;
  tokens: number;
  /** Never included in another line's price: without a price of its own, the cost is unknown. */
  apart: boolean;
}

/** A total without the parts that have a price of their own, and those parts; undefined where no price or no sense is in it. */
function split(prices: ModelPrice, line: string, key: string, total: number, parts: readonly Part[]) {
  let rest = total;
  const lines: Omit<Part, 'apart'>[] = [];
  for (const part of parts) {
    if (part.tokens < 0) return undefined;
    if (part.tokens === 0) continue;
    if (prices[part.key] !== undefined) {
      lines.push(part);
      rest -= part.tokens;
    } else if (part.apart) {
      return undefined;
    }
  }
  if (rest < 0 || (rest > 0 && prices[key] === undefined)) return undefined;
  if (rest > 0) lines.unshift({ line, key, tokens: rest });
  return lines;
}

/** The price of the whole call's tokens of one kind: that of the highest tier whose start the prompt is longer than. */
function rateOf(price: ModelPrice[string], promptTokens: number): bigint {
  if (price === undefined || typeof price === 'number') return picodollars(price ?? 0);
  let reached = { start: -1, price: price.base };
  for (const tier of price.tiers) if (promptTokens > tier.start && tier.start > reached.start) reached = tier;
  return picodollars(reached.price);
}
