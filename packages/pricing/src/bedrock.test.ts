import { describe, expect, test } from 'vitest';
import { ask, unknown } from './test/ask.ts';

const usage = { promptTokens: 1_000_000, completionTokens: 1_000_000 };
const cost = (model: string, inferenceGeo = '') => ask('bedrock', model, usage, { inferenceGeo }).costUsd;

describe('Claude and GPT cost a tenth less by their global profile, wherever they are called from', () => {
  test.each([
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', '18'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', '19.8'],
    ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', '19.8'],
    ['jp.anthropic.claude-sonnet-4-5-20250929-v1:0', '19.8'],
    ['au.anthropic.claude-sonnet-4-5-20250929-v1:0', '19.8'],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', '19.8'],
    ['apac.anthropic.claude-sonnet-4-20250514-v1:0', '18'],
    ['global.anthropic.claude-opus-5-5', '24'],
    ['anthropic.claude-opus-5-5', '26.4'],
    [
      'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
      '19.8',
    ],
    ['arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0', '19.8'],
  ])('%s', (model, costUsd) => {
    for (const region of ['', 'us-east-1', 'eu-central-1', 'ap-northeast-1']) expect(cost(model, region)).toBe(costUsd);
  });

  test('which is in doubt in AWS GovCloud', () => {
    const model = 'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0';
    expect(ask('bedrock', model, usage, { inferenceGeo: 'us-gov-west-1' }).source).toBe('estimated');
  });
});

describe('other models have the listed price in the regions that the list is of', () => {
  test.each(['amazon.nova-pro-v1:0', 'us.amazon.nova-pro-v1:0'])('%s', (model) => {
    for (const region of ['', 'us-east-1', 'us-east-2', 'us-west-2']) expect(cost(model, region)).toBe('4');
    for (const inferenceGeo of ['eu-central-1', 'ap-south-1', 'us-gov-west-1'])
      expect(ask('bedrock', model, usage, { inferenceGeo })).toMatchObject({ source: 'estimated', costUsd: '4' });
  });

  test('and the doubt elsewhere names the place', () => {
    const answer = ask('bedrock', 'eu.amazon.nova-lite-v1:0', usage, { inferenceGeo: 'eu-west-1' });
    expect(answer).toMatchObject({ source: 'estimated', reason: expect.stringContaining('eu-west-1') });
  });
});

test.each([
  'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12cd34ef56',
  'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/amazon.nova-pro-v1',
  'arn:aws:bedrock:us-east-1:123456789012:imported-model/meta.llama3-8b-instruct',
  'arn:aws:sagemaker:us-east-1:123456789012:endpoint/meta.llama3-8b-instruct',
  'arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/anthropic.claude:1',
  '',
])('%j has no price that anybody knows from its name', (model) => {
  expect(ask('bedrock', model, usage)).toEqual(unknown);
});

test('the price of Claude 3 is in doubt since its extended access', () => {
  const model = 'us.anthropic.claude-3-5-sonnet-20241022-v2:0';
  expect(ask('bedrock', model, usage, { at: Date.UTC(2025, 8, 1) })).toMatchObject({ source: 'priced', costUsd: '18' });
  expect(ask('bedrock', model, usage)).toMatchObject({ source: 'estimated', costUsd: '18' });
});

test('a profile of another place tells where the host does not', () => {
  expect(ask('bedrock', 'eu.amazon.nova-lite-v1:0', usage)).toMatchObject({ source: 'estimated' });
});

test.each([
  ['flex', '2'],
  ['priority', '7'],
  ['reserved', '4'],
])('the tier %s is estimated', (serviceTier, costUsd) => {
  expect(ask('bedrock', 'amazon.nova-pro-v1:0', usage, { serviceTier })).toMatchObject({
    source: 'estimated',
    costUsd,
  });
});

test.each(['optimized', 'fast'])('the tier %s has no known price', (serviceTier) => {
  expect(ask('bedrock', 'amazon.nova-pro-v1:0', usage, { serviceTier })).toEqual(unknown);
});

test('what was cached and written to the cache has lines of its own', () => {
  const model = 'eu.anthropic.claude-opus-5-5';
  const tokens = { promptTokens: 4000, completionTokens: 10, cacheReadTokens: 1000, cacheWriteTokens: 2000 };
  expect(ask('bedrock', model, { ...tokens, cacheWrite1hTokens: 500 }).breakdown).toEqual({
    input: '0.0044',
    cache_read: '0.00022',
    cache_write: '0.00825',
    cache_write_1h: '0.0044',
    output: '0.00022',
  });
  const older = 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0';
  expect(ask('bedrock', older, { ...tokens, cacheWrite1hTokens: 500 })).toEqual(unknown);
});
