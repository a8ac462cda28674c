import { expect, test } from 'vitest';
import { ask } from './test/ask.ts';

test.each([
  ['openai', 'gpt-4o-audio-preview-2025-06-03', '0.0079425'],
  ['openai', 'gpt-4o-mini-audio-preview', '0.00195095'],
])('%s %s is priced for its audio, which the list lacks', (provider, model, costUsd) => {
  const usage = { promptTokens: 119, completionTokens: 60, promptAudioTokens: 102, completionAudioTokens: 46 };
  expect(ask(provider, model, usage)).toMatchObject({ source: 'priced', costUsd });
});

test("a decision of OpenAI's costs its input alone, and twice that of a long one", () => {
  const decision = (promptTokens: number, host = '') =>
    ask('openai', 'gpt-6-luna-decisions', { promptTokens, completionTokens: 3, cacheReadTokens: 0 }, { host }).costUsd;
  expect(ask('openai', 'gpt-6-luna-decisions', { promptTokens: 387, completionTokens: 3 }).source).toBe('estimated');
  expect(decision(387)).toBe('0.0000387');
  expect(decision(300_000)).toBe('0.06');
  expect(decision(387, 'eu.api.openai.com')).toBe('0.00004257');
});

test("Titan's second embeddings cost what they do, not what the first did", () => {
  const usage = { promptTokens: 1_000_000 };
  expect(ask('bedrock', 'amazon.titan-embed-text-v2:0', usage).costUsd).toBe('0.02');
  expect(ask('bedrock', 'amazon.titan-embed-text-v1', usage).costUsd).toBe('0.1');
});
