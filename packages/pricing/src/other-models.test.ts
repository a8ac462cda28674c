import { unknownUsage } from '@tallystick/log';
import { expect, test } from 'vitest';
import { ownPricesOf } from './own-prices.ts';
import { ask, unknown } from './test/ask.ts';

const executor = { promptTokens: 2390, completionTokens: 121 };

function other(model: string, promptTokens: number, completionTokens: number) {
  return { model, usage: { ...unknownUsage, promptTokens, completionTokens } };
}

test('an advisor’s tokens cost what its own model does', () => {
  const otherModels = [other('claude-opus-4-8', 2518, 22)];
  expect(ask('anthropic', 'claude-sonnet-4-6', executor, { otherModels })).toEqual({
    source: 'priced',
    costUsd: '0.022125',
    breakdown: {
      input: '0.00717',
      output: '0.001815',
      'input of claude-opus-4-8': '0.01259',
      'output of claude-opus-4-8': '0.00055',
    },
  });
});

test('the place of inference and own prices hold for each model', () => {
  const otherModels = [other('claude-opus-4-8', 2000, 0)];
  const us = ask('anthropic', 'claude-sonnet-4-6', executor, { otherModels, inferenceGeo: 'us' });
  expect(us.breakdown).toMatchObject({ input: '0.007887', 'input of claude-opus-4-8': '0.011' });
  const prices = { input_mtok: '1', output_mtok: '1' };
  const own = ownPricesOf([{ provider: 'anthropic', model: 'claude-opus-4-8', from: 0, prices }]);
  const { breakdown } = ask('anthropic', 'claude-sonnet-4-6', executor, { otherModels }, own);
  expect(breakdown).toMatchObject({ input: '0.00717', 'input of claude-opus-4-8': '0.002' });
});

test('a fee of a request is charged once, whatever other models took part', () => {
  const prices = { input_mtok: '1', output_mtok: '1', requests_kcount: '1000' };
  const own = ownPricesOf([{ provider: 'anthropic', model: 'claude-*', from: 0, prices }]);
  const otherModels = [other('claude-opus-4-8', 2000, 0)];
  const { breakdown } = ask('anthropic', 'claude-sonnet-4-6', executor, { otherModels }, own);
  expect(breakdown).toEqual({
    input: '0.00239',
    output: '0.000121',
    request: '1',
    'input of claude-opus-4-8': '0.002',
  });
});

test('a model without a name or a price leaves the whole cost unknown', () => {
  for (const model of ['', 'claude-of-tomorrow']) {
    expect(ask('anthropic', 'claude-sonnet-4-6', executor, { otherModels: [other(model, 1, 1)] })).toEqual(unknown);
  }
});

test('an estimate of one part makes an estimate of all, with each reason once', () => {
  const otherModels = [other('claude-opus-4-8', 10, 1), other('claude-opus-4-6', 10, 1)];
  const priority = { otherModels, serviceTier: 'priority', extras: { container: 1 } };
  expect(ask('anthropic', 'claude-sonnet-4-6', executor, priority)).toMatchObject({
    source: 'estimated',
    reason:
      'the tier is capacity bought ahead, at the price of a contract; hours of code execution beyond the free ones are billed',
  });
});

test('what a provider says that a call cost holds other models too', () => {
  const otherModels = [other('any', 10, 1)];
  const reported = ask('openrouter', 'anthropic/claude-sonnet-4.6', executor, { otherModels, reportedCost: 0.5 });
  expect(reported).toMatchObject({ costUsd: '0.5', source: 'provider' });
});
