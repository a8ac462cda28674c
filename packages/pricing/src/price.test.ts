import type { Usage } from '@tallystick/log';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PriceQuestion } from './price.ts';
import { ask, november2026, picodollars, unknown } from './test/ask.ts';
import { rawPrices } from './test/raw-prices.ts';

describe('worked out by hand from the providers’ price lists', () => {
  test('gpt-4o-mini: $0.15 in and $0.60 out per million, by its dated snapshot', () => {
    expect(ask('openai', 'gpt-4o-mini-2024-07-18', { promptTokens: 1200, completionTokens: 300 })).toEqual({
      costUsd: '0.00036',
      breakdown: { input: '0.00018', output: '0.00018' },
      source: 'priced',
    });
  });

  test('gpt-4o-mini: cached input is half price and charged once', () => {
    const usage = { promptTokens: 1200, completionTokens: 300, cacheReadTokens: 1000 };
    expect(ask('openai', 'gpt-4o-mini', usage)).toEqual({
      costUsd: '0.000285',
      breakdown: { input: '0.00003', cache_read: '0.000075', output: '0.00018' },
      source: 'priced',
    });
  });

  test('o3: reasoning is part of the output and costs what it costs', () => {
    const usage = { promptTokens: 75, completionTokens: 1186, reasoningTokens: 1024 };
    expect(ask('openai', 'o3', usage).breakdown).toEqual({ input: '0.00015', output: '0.009488' });
  });

  test('o3: a call before the price fell on 2025-06-10 keeps the price of its day', () => {
    const usage = { promptTokens: 1_000_000, completionTokens: 0 };
    expect(ask('openai', 'o3', usage, { at: Date.UTC(2025, 5, 9, 23, 59, 59, 999) }).costUsd).toBe('10');
    expect(ask('openai', 'o3', usage, { at: Date.UTC(2025, 5, 10) }).costUsd).toBe('2');
  });

  test('claude-sonnet-4-5: writes to the cache cost 1.25 times for five minutes, twice for an hour, reads a tenth', () => {
    const usage = {
      promptTokens: 21 + 1000 + 700,
      completionTokens: 50,
      cacheReadTokens: 1000,
      cacheWriteTokens: 700,
      cacheWrite1hTokens: 500,
    };
    expect(ask('anthropic', 'claude-sonnet-4-5-20250929', usage, { serviceTier: 'standard' })).toEqual({
      costUsd: '0.004863',
      breakdown: {
        input: '0.000063',
        cache_read: '0.0003',
        cache_write: '0.00075',
        cache_write_1h: '0.003',
        output: '0.00075',
      },
      source: 'priced',
    });
  });

  test('claude-sonnet-4-5: above 200,000 tokens of prompt, and not at them, the whole call costs the long-context price', () => {
    const at = ask('anthropic', 'claude-sonnet-4-5', { promptTokens: 200_000, completionTokens: 1000 });
    expect(at.breakdown).toEqual({ input: '0.6', output: '0.015' });
    const above = ask('anthropic', 'claude-sonnet-4-5', { promptTokens: 200_001, completionTokens: 1000 });
    expect(above.breakdown).toEqual({ input: '1.200006', output: '0.0225' });
  });

  test('claude-sonnet-4-5: cached tokens count towards the length of the prompt', () => {
    const usage = { promptTokens: 200_001, completionTokens: 0, cacheReadTokens: 200_000 };
    expect(ask('anthropic', 'claude-sonnet-4-5', usage).breakdown).toEqual({ input: '0.000006', cache_read: '0.12' });
  });

  test('web searches cost $10 per thousand beside their tokens', () => {
    const usage = { promptTokens: 6039, completionTokens: 931, webSearches: 2 };
    expect(ask('anthropic', 'claude-sonnet-4-5', usage).breakdown).toMatchObject({ web_search: '0.02' });
  });

  test('gpt-audio: audio has its own price in both directions', () => {
    const usage = { promptTokens: 130, completionTokens: 90, promptAudioTokens: 110, completionAudioTokens: 70 };
    expect(ask('openai', 'gpt-audio', usage).breakdown).toEqual({
      input: '0.00005',
      input_audio: '0.00352',
      output: '0.0002',
      output_audio: '0.00448',
    });
  });

  test('text-embedding-3-small: input only, to the twelfth decimal', () => {
    expect(ask('openai', 'text-embedding-3-small', { promptTokens: 7 })).toEqual({
      costUsd: '0.00000014',
      breakdown: { input: '0.00000014' },
      source: 'priced',
    });
  });

  test('gpt-5.6-sol: writes to OpenAI’s cache cost 1.25 times', () => {
    const usage = { promptTokens: 3215, completionTokens: 8, cacheReadTokens: 0, cacheWriteTokens: 3207 };
    expect(ask('openai', 'gpt-5.6-sol', usage).breakdown).toEqual({
      input: '0.000032',
      cache_write: '0.016035',
      output: '0.00016',
    });
  });
});

describe('service tiers', () => {
  const usage = { promptTokens: 2000, completionTokens: 100, cacheReadTokens: 1000, webSearches: 1 };

  test('OpenAI’s flex halves the price of tokens, and not the fee of a search', () => {
    expect(ask('openai', 'gpt-5', usage, { serviceTier: 'flex' })).toEqual({
      costUsd: '0.0111875',
      breakdown: { input: '0.000625', cache_read: '0.0000625', output: '0.0005', web_search: '0.01' },
      source: 'priced',
    });
  });

  test('Anthropic’s batch tier halves the price of tokens', () => {
    const tokens = { promptTokens: 1000, completionTokens: 1000 };
    expect(ask('anthropic', 'claude-haiku-4-5', tokens, { serviceTier: 'batch' }).costUsd).toBe('0.003');
  });

  test('Anthropic’s inference in the US costs 1.1 times, and not the fee of a search', () => {
    const answer = ask('anthropic', 'claude-opus-4-6', usage, { serviceTier: 'standard', inferenceGeo: 'us' });
    expect(answer.breakdown).toEqual({ input: '0.0055', cache_read: '0.00055', output: '0.00275', web_search: '0.01' });
    const elsewhere = ask('anthropic', 'claude-opus-4-6', usage, { inferenceGeo: 'global' });
    expect(elsewhere.breakdown).toMatchObject({ input: '0.005' });
  });

  test.each([
    ['openai', 'gpt-5', 'default'],
    ['openai', 'gpt-5', 'auto'],
    ['anthropic', 'claude-opus-4-6', 'standard'],
    ['deepseek', 'deepseek-v4-flash', 'standard'],
    ['google', 'gemini-2.5-pro', 'standard'],
    ['vertex', 'gemini-2.5-pro', 'ON_DEMAND'],
  ])('%s: %s in tier %s has the listed price', (provider, model, serviceTier) => {
    expect(ask(provider, model, usage, { serviceTier })).toEqual(ask(provider, model, usage));
  });

  test.each(['on_demand', 'flex'])('Groq’s %s has the listed price', (serviceTier) => {
    const tokens = { promptTokens: 1_000_000, completionTokens: 1_000_000 };
    expect(ask('groq', 'openai/gpt-oss-120b', tokens, { serviceTier }).costUsd).toBe('0.75');
  });

  test.each([
    ['groq', 'openai/gpt-oss-120b', 'performance'],
    ['fireworks', 'accounts/fireworks/models/gpt-oss-120b', 'priority'],
    ['openai', 'gpt-5-nano', 'priority'],
    ['openai', 'gpt-5', 'toString'],
    ['anthropic', 'claude-sonnet-4-6', 'fast'],
    ['vertex', 'gemini-2.5-pro', 'ON_DEMAND_OF_TOMORROW'],
  ])('%s: the price of %s in tier %s is unknown', (provider, model, serviceTier) => {
    expect(ask(provider, model, usage, { serviceTier })).toEqual(unknown);
  });
});

describe('what the provider reports that it charged', () => {
  const usage = { promptTokens: 194, completionTokens: 2, webSearches: 1 };

  test.each([
    ['openrouter', 'moonshotai/kimi-k2-0905', 0.0001214, '0.0001214'],
    ['xai', 'grok-4.3', 37_756_000 / 1e10, '0.0037756'],
    ['perplexity', 'sonar', 0.00611, '0.00611'],
    ['vercel', 'openai/gpt-5', 0.0042, '0.0042'],
    ['openrouter', 'a model that nobody lists', 1.5e-7, '0.00000015'],
  ])('%s %s: %d USD win over any list', (provider, model, reportedCost, costUsd) => {
    const more = { reportedCost, serviceTier: 'priority', billedApart: ['num_sources_used'] };
    expect(ask(provider, model, usage, more)).toEqual({
      costUsd,
      breakdown: { reported: costUsd },
      source: 'provider',
    });
    expect(ask(provider, model, {}, more)).toMatchObject({ costUsd, source: 'provider' });
  });

  test('nothing is a cost too', () => {
    const free = ask('openrouter', 'z-ai/glm-4.5-air:free', usage, { reportedCost: 0 });
    expect(free).toEqual({ costUsd: '0', breakdown: {}, source: 'provider' });
  });

  test('is not believed of those whose documentation does not say what it is', () => {
    const tokens = { promptTokens: 1000, completionTokens: 100 };
    expect(ask('openai', 'gpt-4o', tokens, { reportedCost: 7 })).toEqual(ask('openai', 'gpt-4o', tokens));
    expect(ask('vllm', 'gpt-4o', tokens, { reportedCost: 7 })).toEqual(unknown);
  });

  test.each([1e6, 1e30, Number.MAX_VALUE])('%d USD are more than any call costs', (reportedCost) => {
    expect(ask('openrouter', 'm', usage, { reportedCost })).toEqual(unknown);
  });
});

describe('tiers that were asked for', () => {
  const usage = { promptTokens: 1000, completionTokens: 100 };

  test.each([
    ['openai', 'gpt-5', 'flex', '0.001125'],
    ['openai', 'gpt-5', 'priority', '0.0045'],
    ['google', 'gemini-2.5-flash', 'flex', '0.000275'],
  ])(
    '%s %s: %s makes an estimate when the answer does not say which one served the call',
    (provider, model, requestedTier, costUsd) => {
      const answer = ask(provider, model, usage, { requestedTier });
      const reason = expect.stringContaining(`the service tier ${requestedTier} was asked for`);
      expect(answer).toMatchObject({ costUsd, source: 'estimated', reason });
    },
  );

  test('one without a price is unknown', () => {
    expect(ask('anthropic', 'claude-opus-4-6', usage, { requestedTier: 'some-tier' })).toEqual(unknown);
  });

  test.each([
    ['openai', 'gpt-5', 'auto'],
    ['openai', 'gpt-5', 'default'],
    ['anthropic', 'claude-opus-4-6', 'standard_only'],
  ])('%s %s: %s has the listed price', (provider, model, requestedTier) => {
    expect(ask(provider, model, usage, { requestedTier })).toEqual(ask(provider, model, usage));
  });

  test('the tier that served the call is what counts', () => {
    const served = { serviceTier: 'default', requestedTier: 'flex' };
    expect(ask('openai', 'gpt-5', usage, served)).toEqual(ask('openai', 'gpt-5', usage));
  });
});

describe('what is unknown, and never 0', () => {
  const usage = { promptTokens: 100, completionTokens: 10 };

  test.each([
    ['openai', 'gpt-none'],
    ['openai', ''],
    ['anthropic', 'gpt-4o'],
    ['ollama', 'gpt-4o'],
    ['my-openai', 'gpt-4o'],
    ['huggingface', 'openai/gpt-oss-120b'],
    ['huggingface', 'openai/gpt-oss-120b:fastest'],
    ['zai', 'glm-5.3-flash'],
    ['zhipu', 'GLM-5.3-Flash'],
    ['openai-compatible', 'gpt-4o'],
    ['constructor', 'gpt-4o'],
  ])('%s has no price for %j', (provider, model) => {
    expect(ask(provider, model, usage)).toEqual(unknown);
    expect(ask(provider, model, usage)).toEqual(unknown);
  });

  test.each<[string, string, Partial<Usage>]>([
    ['a call without usage', 'gpt-4o', {}],
    ['a cut stream that told its input only', 'gpt-4o', { promptTokens: 100 }],
    ['output without input', 'gpt-4o', { completionTokens: 100 }],
    ['more cached than there was', 'gpt-4o', { ...usage, cacheReadTokens: 101 }],
    ['more cached than there was, where that has no price', 'gpt-4', { ...usage, cacheReadTokens: 101 }],
    ['more reasoning than output', 'gpt-5', { ...usage, reasoningTokens: 11 }],
    ['audio that may have been cached', 'gpt-realtime', { ...usage, cacheReadTokens: 1, promptAudioTokens: 1 }],
    ['audio at a model without a price for it', 'gpt-4o', { ...usage, promptAudioTokens: 50 }],
    ['output of a model that is not priced for any', 'text-embedding-3-small', usage],
  ])('%s', (_, model, tokens) => {
    expect(ask('openai', model, tokens)).toEqual(unknown);
  });

  test.each<[string, string, Partial<Usage>, Partial<PriceQuestion>, string]>([
    ['openai', 'gpt-none', usage, {}, 'there is no price for the model gpt-none of openai'],
    ['groq', 'llama', usage, {}, 'there is no price for the model llama of groq'],
    ['groq', 'openai/gpt-oss-120b', usage, { billedApart: ['executed_tools'] }, 'not in the usage: executed_tools'],
    ['mistral', 'voxtral-small-latest', usage, { billedApart: ['prompt_audio_seconds'] }, 'prompt_audio_seconds'],
    ['fireworks', 'accounts/fireworks/models/x', usage, {}, 'no price for the model'],
    ['openai', 'gpt-4o', { promptTokens: 1 }, {}, 'the output tokens are not known'],
    [
      'openai',
      'gpt-4o',
      { ...usage, promptAudioTokens: 50 },
      {},
      'the price list has no input_audio_mtok for the model gpt-4o of openai',
    ],
    [
      'mistral',
      'mistral-large-latest',
      { ...usage, webSearches: 1 },
      {},
      'no web_searches_kcount for the model mistral-large-latest',
    ],
    ['openai', 'gpt-5-nano', usage, { serviceTier: 'priority' }, 'the price of the service tier priority is not'],
    ['openai', 'gpt-5', usage, { extras: { constructor: 1 } }, 'no price for constructor of the model gpt-5'],
    ['openai', 'gpt-5', usage, { billedApart: ['image_generation_call'] }, 'not in the usage: image_generation_call'],
  ])('%s %s %j %j: and says why', (provider, model, tokens, more, reason) => {
    expect(ask(provider, model, tokens, more)).toMatchObject({ ...unknown, reason: expect.stringContaining(reason) });
  });

  test('a cost that the column cannot hold', () => {
    const usage = { promptTokens: 2 ** 31 - 1, completionTokens: 2 ** 31 - 1 };
    expect(ask('openai', 'o1-pro', usage)).toEqual(unknown);
    expect(ask('openai', 'gpt-4', usage).source).toBe('priced');
  });

  test('no tokens at all are priced, at 0', () => {
    const none = { promptTokens: 0, completionTokens: 0 };
    expect(ask('openai', 'gpt-4o', none)).toEqual({ costUsd: '0', breakdown: {}, source: 'priced' });
  });
});

const list = rawPrices(november2026).filter(({ provider }) => provider === 'openai' || provider === 'anthropic');

test('whatever the usage, the lines are never negative and add up to the cost exactly', () => {
  const total = fc.option(fc.nat(500_000), { freq: 10 });
  const part = fc.option(fc.nat(5000), { freq: 1 });
  const audio = fc.option(fc.nat(5000), { freq: 1 });
  const usages = fc.record({
    promptTokens: total,
    completionTokens: total,
    cacheReadTokens: part,
    cacheWriteTokens: part,
    cacheWrite1hTokens: audio,
    promptAudioTokens: audio,
    completionAudioTokens: audio,
    reasoningTokens: part,
    promptImageTokens: part,
    promptVideoTokens: audio,
    cacheReadAudioTokens: audio,
    completionImageTokens: fc.constantFrom(0, 100, null),
    completionVideoTokens: fc.constantFrom(0, 100, null),
    webSearches: fc.option(fc.nat(20)),
  });
  const tiers = fc.constantFrom('', 'flex', 'batch', 'default', 'standard');
  const entries = fc.constantFrom(...list);
  let priced = 0;
  fc.assert(
    fc.property(entries, usages, tiers, fc.constantFrom('', 'us'), ({ provider, model }, usage, serviceTier, geo) => {
      const answer = ask(provider, model, usage, { serviceTier, inferenceGeo: geo });
      const lines = Object.values(answer.breakdown);
      if (answer.costUsd === null) {
        expect(answer).toEqual(unknown);
        return;
      }
      priced++;
      for (const text of [answer.costUsd, ...lines]) expect(text).toMatch(/^\d{1,6}(\.\d{1,12})?$/);
      expect(lines.map(picodollars).reduce((sum, line) => sum + line, 0n)).toBe(picodollars(answer.costUsd));
    }),
    { numRuns: 5000 },
  );
  expect(priced).toBeGreaterThan(50);
});
