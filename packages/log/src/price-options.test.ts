import { expect, test } from 'vitest';
import { setPriceLine } from './price-options.ts';

const lacking = ['input_mtok', 'output_mtok'];
const none = { from: null, prices: {}, lacking };

test.each([
  ['llama', 'npx pnpm@12 tally prices set vllm/llama --input … --output …'],
  ['a/b:c', 'npx pnpm@12 tally prices set vllm/a/b:c --input … --output …'],
  ["x'; rm -rf ~'", "npx pnpm@12 tally prices set 'vllm/x'\\''; rm -rf ~'\\''' --input … --output …"],
  ['llama*', "npx pnpm@12 tally prices set 'vllm/llama*' --input … --output …"],
])('the line that prices %j is %s', (model, line) => {
  expect(setPriceLine('vllm', { ...none, model })).toBe(line);
});

test('the line that completes an entry has all that it says already', () => {
  const prices = { input_mtok: { base: '1.25', tiers: [{ start: 200_000, price: '2.5' }] }, cache_read_mtok: '0.1' };
  const entry = {
    model: 'gpt-4o',
    from: '2026-12-01T00:00:00.000Z',
    prices,
    lacking: ['input_audio_mtok', 'web_searches_kcount'],
  };
  expect(setPriceLine('openai', entry)).toBe(
    'npx pnpm@12 tally prices set openai/gpt-4o --input 1.25,200000:2.5 --cache-read 0.1 --input-audio … --web-searches … --from 2026-12-01T00:00:00.000Z',
  );
});
