import { unknownUsage } from '@tallystick/log';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noOwnPrices, ownPricesOf } from './own-prices.ts';
import { type PriceQuestion, price } from './price.ts';
import { detailsOf, questionOf, type StoredQuestion } from './stored-question.ts';
import { ask, november2026 } from './test/ask.ts';

const count = fc.option(fc.integer({ min: 0, max: 3 }).map((n) => n * 100));
const anyUsage = fc.record({
  promptTokens: fc.option(fc.integer({ min: 0, max: 500_000 })),
  completionTokens: fc.option(fc.integer({ min: 0, max: 9_000 })),
  ...Object.fromEntries(
    Object.keys(unknownUsage)
      .filter((name) => name !== 'promptTokens' && name !== 'completionTokens')
      .map((name) => [name, count]),
  ),
});
const models = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-4o-audio-preview'],
  ['openai', 'gpt-5'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['google', 'gemini-2.5-flash'],
  ['google', 'gemini-3-pro-image-preview'],
  ['vertex', 'gemini-2.5-pro'],
  ['xai', 'grok-4'],
  ['openrouter', 'any'],
  ['vllm', 'llama'],
] as const;

const anyQuestion: fc.Arbitrary<PriceQuestion & { answered: string }> = fc
  .record({
    of: fc.constantFrom(...models),
    answered: fc.option(fc.constantFrom('gpt-4o-mini', 'claude-opus-4-1'), { freq: 3 }),
    usage: anyUsage,
    serviceTier: fc.constantFrom('', '', 'default', 'flex', 'standard', 'batch'),
    requestedTier: fc.constantFrom('', '', 'auto', 'flex'),
    inferenceGeo: fc.constantFrom('', '', 'us', 'global'),
    host: fc.constantFrom('', 'eu.api.openai.com'),
    extras: fc.constantFrom({}, {}, { file_search: 2, container_1g: 1 }),
    otherModels: fc.constantFrom(
      [],
      [],
      [
        {
          model: 'claude-opus-5',
          usage: { ...unknownUsage, promptTokens: 900, completionTokens: 0, cacheReadTokens: 0 },
        },
        { model: 'gpt-4o of mine', usage: { ...unknownUsage, promptTokens: 0, completionTokens: 40 } },
      ],
      [{ model: '', usage: { ...unknownUsage, promptTokens: 900, completionTokens: 40 } }],
    ),
    billedApart: fc.constantFrom([], [], [], ['file_search', 'code_interpreter']),
    reportedCost: fc.constantFrom(null, null, 0, 0.0037756, 1e-9, 12.5),
  })
  .map(({ of: [provider, model], answered, usage, ...more }) => ({
    ...{ provider, model, at: november2026, answered: answered ?? model },
    ...{ usage: { ...unknownUsage, ...usage }, ...more },
  }));

/** The row that the consumer stores of a call. */
function rowOf({ answered, ...question }: PriceQuestion & { answered: string }, own = noOwnPrices): StoredQuestion {
  const { provider, usage, serviceTier, at } = question;
  const answer = price(question, own);
  return {
    ...{ provider, model: answered, target_host: question.host, service_tier: serviceTier, at },
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    cache_read_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    prompt_audio_tokens: usage.promptAudioTokens,
    completion_audio_tokens: usage.completionAudioTokens,
    reasoning_tokens: usage.reasoningTokens,
    ...detailsOf(question, answered, answer),
    cost_source: answer.source,
    cost_usd: answer.costUsd,
  };
}

const ofModels = ownPricesOf([
  { provider: 'openrouter', model: '*', from: 0, prices: { input_mtok: '1', output_mtok: '2' } },
  { provider: 'vllm', model: 'llama', from: 0, prices: { input_mtok: '0', output_mtok: '0' } },
  {
    provider: 'google',
    model: 'gemini-2.5-flash',
    from: 0,
    prices: { output_image_mtok: '30', output_mtok: '3', input_mtok: '1' },
  },
]);

describe('a stored call asks for the same price', () => {
  test.each([
    ['by the list', noOwnPrices, noOwnPrices],
    ['by own prices that were set since', noOwnPrices, ofModels],
    ['by the list again, once own prices are gone', ofModels, noOwnPrices],
  ])('%s', (_, before, after) => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const again = questionOf(rowOf(question, before));
        const { answered, ...asked } = question;
        expect(again && price(again, after)).toEqual(price(asked, after));
      }),
      { numRuns: 2_000 },
    );
  });
});

test('a plain call keeps nothing more, and so does one whose provider says what it cost', () => {
  const usage = {
    ...unknownUsage,
    promptTokens: 10,
    completionTokens: 5,
    cacheReadTokens: 0,
    cacheWrite1hTokens: 0,
    webSearches: 0,
  };
  const nothing = { serviceTier: '', requestedTier: '', inferenceGeo: '', host: '', extras: {}, otherModels: [] };
  const plain = {
    provider: 'openai',
    model: 'gpt-4o',
    usage,
    ...nothing,
    billedApart: [],
    reportedCost: null,
    at: november2026,
  };
  expect(detailsOf(plain, 'gpt-4o', ask('openai', 'gpt-4o', usage))).toEqual({ usage_details: {}, price_details: {} });
  const reported = { ...plain, provider: 'xai', reportedCost: 0.5 };
  expect(detailsOf(reported, 'gpt-4o', price(reported, noOwnPrices)).price_details).toEqual({});
});

test('a call from before the details were stored asks nothing', () => {
  const usage = { ...unknownUsage, promptTokens: 10, completionTokens: 5 };
  const question = { provider: 'openai', model: 'gpt-4o', answered: 'gpt-4o', usage, at: november2026 };
  const row = rowOf({
    ...question,
    serviceTier: '',
    requestedTier: '',
    inferenceGeo: '',
    host: '',
    extras: {},
    otherModels: [],
    billedApart: [],
    reportedCost: null,
  });
  expect(questionOf(row)).toBeDefined();
  expect(questionOf({ ...row, price_details: { untold: 'yes' } })).toBeUndefined();
});
