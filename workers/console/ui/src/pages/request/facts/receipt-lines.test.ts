import { expect, test } from 'vitest';
import { receiptLines } from './receipt-lines.ts';

const none = {
  prompt_tokens: null,
  completion_tokens: null,
  cache_read_tokens: null,
  cache_write_tokens: null,
  prompt_audio_tokens: null,
  completion_audio_tokens: null,
  reasoning_tokens: null,
};

const told = (call: Partial<typeof none | Record<string, number>>, cost_breakdown: Record<string, string>) =>
  receiptLines({ ...none, ...call, cost_breakdown }).map(({ name, tokens, rate }) => [
    name,
    tokens,
    rate === null ? null : Number(rate.toPrecision(9)),
  ]);

test('gpt-4o-mini: what came from the cache is not charged as input again', () => {
  const call = { prompt_tokens: 1200, completion_tokens: 300, cache_read_tokens: 1000, reasoning_tokens: 0 };
  expect(told(call, { output: '0.00018', input: '0.00003', cache_read: '0.000075' })).toEqual([
    ['input', 200, 0.15],
    ['cache_read', 1000, 0.075],
    ['output', 300, 0.6],
  ]);
});

test('o3: reasoning without a price of its own is part of the output', () => {
  const call = { prompt_tokens: 75, completion_tokens: 1186, reasoning_tokens: 1024 };
  expect(told(call, { input: '0.00015', output: '0.009488' })).toEqual([
    ['input', 75, 2],
    ['output', 1186, 8],
  ]);
});

test('claude-sonnet-4-5: writes to the cache for five minutes and an hour are counted as one', () => {
  const call = { prompt_tokens: 1721, completion_tokens: 50, cache_read_tokens: 1000, cache_write_tokens: 700 };
  const lines = { input: '0.000063', cache_read: '0.0003', cache_write: '0.00075', cache_write_1h: '0.003' };
  expect(told(call, lines)).toEqual([
    ['input', 21, 3],
    ['cache_read', 1000, 0.3],
    ['cache_write', null, null],
    ['cache_write_1h', null, null],
  ]);
  const only = { input: '0.003063', cache_write: '0.002625' };
  expect(told({ ...call, cache_read_tokens: 0 }, only)).toEqual([
    ['input', 1021, 3],
    ['cache_write', 700, 3.75],
  ]);
});

test('gemini-2.5-flash: how much audio came from the cache is in the cost only', () => {
  const call = { prompt_tokens: 4100, completion_tokens: 21, cache_read_tokens: 3000, prompt_audio_tokens: 4090 };
  const lines = {
    input: '0.0000015',
    cache_read: '0.00000015',
    cache_read_audio: '0.0002995',
    input_audio: '0.001095',
  };
  expect(told(call, { ...lines, output: '0.0000525' })).toEqual([
    ['input', null, null],
    ['cache_read', null, null],
    ['cache_read_audio', null, null],
    ['input_audio', null, null],
    ['output', 21, 2.5],
  ]);
});

test('gpt-audio: audio has lines of its own', () => {
  const call = { prompt_tokens: 130, completion_tokens: 90, prompt_audio_tokens: 110, completion_audio_tokens: 70 };
  const lines = { input: '0.00005', input_audio: '0.00352', output: '0.0002', output_audio: '0.00448' };
  expect(told(call, lines)).toEqual([
    ['input', 20, 2.5],
    ['input_audio', 110, 32],
    ['output', 20, 10],
    ['output_audio', 70, 64],
  ]);
});

test('fees, and lines that are not known here, have no rate', () => {
  const lines = { input: '0.01', web_search: '0.02', storage: '0.3' };
  expect(told({ prompt_tokens: 2000 }, lines)).toEqual([
    ['input', 2000, 5],
    ['web_search', null, null],
    ['storage', null, null],
  ]);
});
