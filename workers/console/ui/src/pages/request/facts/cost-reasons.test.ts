import { expect, test } from 'vitest';
import { doubtOf, otherWarnings, whyUnknown } from './cost-reasons.ts';

test.each<['provider' | 'estimated' | 'unknown', string[], string]>([
  [
    'provider',
    ['a header was dropped', 'the cost is unknown: there is no price for the model m of vllm'],
    'The cost is unknown: there is no price for the model m of vllm.',
  ],
  ['unknown', [], 'The cost is unknown: the provider told no tokens.'],
  ['provider', [], 'The cost is unknown.'],
  [
    'estimated',
    ['the output is not estimated: its reasoning is not shown', 'the cost is unknown: the output tokens are not known'],
    'The cost is unknown: the output tokens are not known. The output is not estimated: its reasoning is not shown.',
  ],
])('a call without a cost whose tokens are of %s and which warns %j says so', (tokens_source, warnings, said) => {
  expect(whyUnknown({ tokens_source, warnings })).toBe(said);
});

test('an estimate says what it is for, where that is not for its tokens', () => {
  const warnings = ['the cost is estimated: each route has a price of its own'];
  expect(doubtOf({ tokens_source: 'provider', warnings })).toBe(': each route has a price of its own');
  expect(doubtOf({ tokens_source: 'estimated', warnings: [] })).toBe('');
});

test('what the receipt tells is no warning beside it', () => {
  const dropped = 'a header was dropped';
  const prompt = 'the prompt is not estimated: it has images';
  const warnings = ['the cost is unknown: x', dropped, prompt];
  expect(otherWarnings({ cost_usd: null, warnings })).toEqual([dropped]);
  expect(otherWarnings({ cost_usd: '0.1', warnings })).toEqual([dropped, prompt]);
});
