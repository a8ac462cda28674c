import { describe, expect, test } from 'vitest';
import { ask, picodollars } from './test/ask.ts';
import { type RawPrice, rawPrices } from './test/raw-prices.ts';

const times = {
  'a night in which DeepSeek has its peak': Date.UTC(2026, 10, 20, 2, 30),
  'an afternoon': Date.UTC(2026, 10, 20, 15),
  'the year before': Date.UTC(2025, 8, 1, 12),
};

/** Tokens at a list price, by whole-number arithmetic on the price's own digits: a float is only printed, never multiplied. */
function cost(price: RawPrice | undefined, tokens: number, prompt: number): bigint {
  if (price === undefined) return 0n;
  let current = price;
  if (typeof current !== 'number') {
    const reached = current.tiers.filter(({ start }) => prompt > start).toSorted((a, b) => b.start - a.start)[0];
    current = reached ? reached.price : current.base;
  }
  const [whole = '', fraction = ''] = String(current).split('.');
  if (!/^\d{0,6}$/.test(fraction)) throw new Error(`${current} has more digits than this can count with`);
  return BigInt(tokens) * BigInt(whole + fraction.padEnd(6, '0'));
}

const textOnly = { completionImageTokens: 0, completionVideoTokens: 0 };

describe.each(Object.entries(times))('in %s', (_, at) => {
  test.each(rawPrices(at))('$provider $model costs what the raw price list says', ({ provider, model, prices }) => {
    const { input_mtok: input, output_mtok: output, cache_read_mtok: read, cache_write_mtok: write } = prices;
    const completionTokens = output === undefined ? null : 567;

    const costOf = (promptTokens: number, cacheReadTokens: number, cacheWriteTokens: number) => {
      const usage = { ...textOnly, promptTokens, completionTokens, cacheReadTokens, cacheWriteTokens };
      return picodollars(ask(provider, model, usage, { at }).costUsd ?? '');
    };
    for (const prompt of [
      0, 1, 1234, 127_999, 199_999, 200_000, 200_001, 271_999, 272_000, 512_000, 512_001, 1_000_000,
    ]) {
      const expected = cost(input, prompt, prompt) + cost(output, completionTokens ?? 0, prompt);
      expect({ prompt, cost: costOf(prompt, 0, 0) }).toEqual({ prompt, cost: expected });
    }
    for (const prompt of [10_000, 400_000]) {
      const expected =
        cost(read ?? input, 4096, prompt) +
        cost(write ?? input, 1024, prompt) +
        cost(input, prompt - 4096 - 1024, prompt) +
        cost(output, completionTokens ?? 0, prompt);
      expect({ prompt, cost: costOf(prompt, 4096, 1024) }).toEqual({ prompt, cost: expected });
    }
  });
});

test('every provider whose list it is has models in it', () => {
  const models = rawPrices(times['an afternoon']);
  expect(new Set(models.map(({ provider }) => provider)).size).toBe(16);
  expect(models.length).toBeGreaterThan(430);
});
