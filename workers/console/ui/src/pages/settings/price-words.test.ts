import { expect, test } from 'vitest';
import { priceWords } from './price-words.ts';

test('prices are said by what they are of, and by the length of the prompt where they go by it', () => {
  const tiers = [{ start: 200_000, price: '2.5' }];
  expect(priceWords({ input_mtok: { base: '1.25', tiers }, cache_read_mtok: '0', web_searches_kcount: '10' })).toEqual([
    'input $1.25, above 200,000 tokens of prompt $2.5',
    'cache read $0',
    'web searches $10',
  ]);
});
