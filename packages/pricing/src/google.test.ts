import type { Usage } from '@tallystick/log';
import { expect, test } from 'vitest';
import { ask, unknown } from './test/ask.ts';

test('gemini-2.5-pro: above 200,000 tokens of prompt, and not at them, the whole call costs more, thoughts as output', () => {
  const usage = { completionTokens: 603, reasoningTokens: 405, cacheReadTokens: 100_000 };
  expect(ask('google', 'gemini-2.5-pro', { ...usage, promptTokens: 200_000 }, { serviceTier: 'standard' })).toEqual({
    costUsd: '0.14353',
    breakdown: { input: '0.125', cache_read: '0.0125', output: '0.00603' },
    source: 'priced',
  });
  const above = ask('google', 'gemini-2.5-pro', { ...usage, promptTokens: 200_001 });
  expect(above.breakdown).toEqual({ input: '0.2500025', cache_read: '0.025', output: '0.009045' });
});

test('gemini-2.5-flash: audio costs more than text, also from the cache', () => {
  const usage = {
    promptTokens: 4100,
    completionTokens: 21,
    promptAudioTokens: 4090,
    cacheReadTokens: 3000,
    cacheReadAudioTokens: 2995,
  };
  expect(ask('google', 'gemini-2.5-flash', usage).breakdown).toEqual({
    input: '0.0000015',
    cache_read: '0.00000015',
    cache_read_audio: '0.0002995',
    input_audio: '0.001095',
    output: '0.0000525',
  });
});

test('gemini-2.5-pro: audio costs what text does', () => {
  const usage = { promptTokens: 4100, completionTokens: 0, promptAudioTokens: 4090, cacheReadTokens: 3000 };
  const breakdown = { input: '0.001375', cache_read: '0.000375' };
  expect(ask('google', 'gemini-2.5-pro', usage).breakdown).toEqual(breakdown);
  expect(ask('google', 'gemini-2.5-pro', { ...usage, cacheReadAudioTokens: 2995 }).breakdown).toEqual(breakdown);
});

test('gemini-2.5-flash-preview-tts: speech costs what the list says of output', () => {
  const usage = { promptTokens: 6, completionTokens: 27, completionAudioTokens: 27 };
  expect(ask('google', 'gemini-2.5-flash-preview-tts', usage).costUsd).toBe('0.000273');
});

test('gemini-2.5-flash-image: images that are made have a price of their own, those that are given have not', () => {
  const usage = { promptTokens: 265, completionTokens: 1297, promptImageTokens: 258, completionImageTokens: 1290 };
  expect(ask('google', 'gemini-2.5-flash-image', usage).breakdown).toEqual({
    input: '0.0000795',
    output: '0.0000175',
    output_image: '0.0387',
  });
});

test('gemini-embedding-2: each kind of input has its price', () => {
  const usage = { promptTokens: 1000, promptAudioTokens: 100, promptImageTokens: 258, promptVideoTokens: 300 };
  expect(ask('google', 'gemini-embedding-2', usage).breakdown).toEqual({
    input: '0.0000684',
    input_audio: '0.00065',
    input_image: '0.0001161',
    input_video: '0.0036',
  });
});

test('gemini-3.8-flash: a price that is announced holds from its day', () => {
  const usage = { promptTokens: 1_000_000, completionTokens: 0 };
  expect(ask('google', 'gemini-3.8-flash', usage, { at: Date.UTC(2026, 11, 31, 23, 59) }).costUsd).toBe('0.75');
  expect(ask('google', 'gemini-3.8-flash', usage, { at: Date.UTC(2027, 0, 1) }).costUsd).toBe('1.5');
});

test('Google’s models have their price by the names that its paths in OpenAI’s format take', () => {
  const usage = { promptTokens: 1000, completionTokens: 100 };
  const listed = ask('google', 'gemini-2.5-pro', usage);
  expect(listed.source).toBe('priced');
  expect(ask('google', 'models/gemini-2.5-pro', usage)).toEqual(listed);
  expect(ask('vertex', 'google/gemini-2.5-pro', usage)).toEqual(listed);
  expect(ask('google', 'tunedModels/gemini-2.5-pro', usage)).toEqual(unknown);
});

test('Vertex AI has the listed price at its global endpoint, and without a word of the place', () => {
  const usage = { promptTokens: 1000, completionTokens: 100 };
  const asked = (inferenceGeo: string) => ask('vertex', 'gemini-3.5-flash', usage, { inferenceGeo });
  expect(asked('global')).toEqual(ask('google', 'gemini-3.5-flash', usage));
  expect(asked('')).toEqual(asked('global'));
});

const usage = { promptTokens: 100, completionTokens: 10 };

test.each<[string, string, Partial<Usage>]>([
  ['audio that may have been cached', 'gemini-2.5-flash', { ...usage, promptAudioTokens: 9, cacheReadTokens: 9 }],
  ['more cached audio than audio', 'gemini-2.5-flash', { ...usage, cacheReadTokens: 9, cacheReadAudioTokens: 9 }],
  ['images that may have been cached', 'gemini-embedding-2', { ...usage, promptImageTokens: 9, cacheReadTokens: 9 }],
  ['output that may be images', 'gemini-2.5-flash-image', usage],
  ['output that may be video', 'gemini-omni-flash-preview', { ...usage, completionImageTokens: 0 }],
  ['more images than output', 'gemini-2.5-flash-image', { ...usage, completionImageTokens: 11 }],
  ['a model without prices', 'gemma-3-27b-it', usage],
  ['a tuned model', 'my-model-abc123', usage],
])('of unknown cost, and never 0: %s', (_, model, tokens) => {
  expect(ask('google', model, tokens)).toEqual(unknown);
});
