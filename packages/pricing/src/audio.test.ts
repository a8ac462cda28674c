import { describe, expect, test } from 'vitest';
import { ask, november2026, picodollars, unknown } from './test/ask.ts';
import { rawPrices } from './test/raw-prices.ts';

describe('sound that is billed by its length', () => {
  test('whisper-1: $0.006 a minute, by the second', () => {
    expect(ask('openai', 'whisper-1', { audioMs: 9_000 })).toEqual({
      costUsd: '0.0009',
      breakdown: { audio_time: '0.0009' },
      source: 'priced',
    });
    expect(ask('openai', 'whisper-1', { audioMs: 8_470 }).costUsd).toBe('0.0009');
  });

  test('Groq bills 10 seconds at least, and no more than there were above that', () => {
    expect(ask('groq', 'whisper-large-v3-turbo', { audioMs: 10 }).costUsd).toBe('0.000111111111');
    expect(ask('groq', 'whisper-large-v3-turbo', { audioMs: 10_000 }).costUsd).toBe('0.000111111111');
    expect(ask('groq', 'whisper-large-v3', { audioMs: 36_001 }).costUsd).toBe('0.001110030833');
  });

  test('Mistral’s transcription is billed by its length, though its usage has tokens too', () => {
    const usage = { promptTokens: 4, completionTokens: 635, audioMs: 203_000 };
    expect(ask('mistral', 'voxtral-mini-2602', usage)).toMatchObject({ costUsd: '0.01015' });
  });

  test('without its length the cost is unknown', () => {
    expect(ask('openai', 'whisper-1', {})).toEqual(unknown);
    expect(ask('openai', 'whisper-1', { promptTokens: 5, completionTokens: 5 })).toEqual(unknown);
  });

  const timed = rawPrices(november2026, 'input_audio_hours');

  test('the list has such models of three providers', () => {
    expect(new Set(timed.map(({ provider }) => provider))).toEqual(new Set(['openai', 'groq', 'mistral']));
  });

  test.each(timed)(
    '$provider $model costs what the raw price list says for two hours',
    ({ provider, model, prices }) => {
      const { costUsd } = ask(provider, model, { audioMs: 2 * 3_600_000 });
      expect(picodollars(costUsd ?? '')).toBe(2n * picodollars(String(prices.input_audio_hours)));
    },
  );
});

describe('sound that is billed by tokens', () => {
  test('gpt-4o-transcribe: audio in has its own price beside the prompt', () => {
    const usage = { promptTokens: 14, promptAudioTokens: 10, completionTokens: 101 };
    expect(ask('openai', 'gpt-4o-transcribe', usage)).toEqual({
      costUsd: '0.00108',
      breakdown: { input: '0.00001', input_audio: '0.00006', output: '0.00101' },
      source: 'priced',
    });
  });

  test('gpt-4o-mini-tts: all of the output is audio, and the price of its output is that of audio', () => {
    expect(ask('openai', 'gpt-4o-mini-tts', { promptTokens: 14, completionTokens: 101 }).costUsd).toBe('0.0012204');
  });

  test('tts-1 is billed by the character, for which the list has no price', () => {
    expect(ask('openai', 'tts-1', {})).toEqual(unknown);
  });
});

describe('images', () => {
  test('gpt-image-1.5: text and images have prices of their own in both directions', () => {
    const usage = { promptTokens: 719, promptImageTokens: 710, completionTokens: 280, completionImageTokens: 272 };
    expect(ask('openai', 'gpt-image-1.5', usage)).toEqual({
      costUsd: '0.014509',
      breakdown: { input: '0.000045', input_image: '0.00568', output: '0.00008', output_image: '0.008704' },
      source: 'priced',
    });
  });

  test('gpt-image-2: what was read from the cache is priced as text or as images', () => {
    const usage = {
      promptTokens: 1719,
      promptImageTokens: 1500,
      cacheReadTokens: 1280,
      cacheReadImageTokens: 1080,
      completionTokens: 272,
      completionImageTokens: 272,
    };
    expect(ask('openai', 'gpt-image-2', usage).breakdown).toEqual({
      input: '0.000095',
      cache_read: '0.00025',
      cache_read_image: '0.00216',
      input_image: '0.00336',
      output: '0.00816',
    });
    expect(ask('openai', 'gpt-image-2', { ...usage, cacheReadImageTokens: null })).toEqual(unknown);
    expect(ask('openai', 'gpt-image-2', { ...usage, cacheReadImageTokens: 1281 })).toEqual(unknown);
  });

  test('gpt-image-1.5: how much of the output is images must be told', () => {
    expect(ask('openai', 'gpt-image-1.5', { promptTokens: 9, completionTokens: 302 })).toEqual(unknown);
  });

  test('dall-e is billed by the image, for which the list has no price', () => {
    expect(ask('openai', 'dall-e-3', {})).toEqual(unknown);
  });
});

test('OpenAI’s moderation is free, and no other’s', () => {
  expect(ask('openai', 'omni-moderation-latest', {})).toEqual({ costUsd: '0', breakdown: {}, source: 'priced' });
  expect(ask('openai', 'text-moderation-007', {}).costUsd).toBe('0');
  expect(ask('azure', 'omni-moderation-latest', {})).toEqual(unknown);
});

describe('Cohere', () => {
  test('command-a: $2.5 in and $10 out per million', () => {
    const usage = { promptTokens: 1204, completionTokens: 400, cacheReadTokens: 1024 };
    expect(ask('cohere', 'command-a-03-2025', usage).breakdown).toEqual({ input: '0.00301', output: '0.004' });
  });

  test('what is billed in other units is unknown', () => {
    expect(ask('cohere', 'embed-v4.0', { promptTokens: 4 }).costUsd).toBe('0.00000048');
    expect(ask('cohere', 'embed-v4.0', { promptTokens: 4 }, { billedApart: ['image_tokens'] })).toEqual(unknown);
    expect(ask('cohere', 'rerank-v4.0-pro', {}, { billedApart: ['search_units'] })).toEqual(unknown);
  });
});
