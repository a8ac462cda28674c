import { describe, expect, test } from 'vitest';
import { describeIssue } from './describe-issue.ts';
import { ownPriceSchema, priceKeys } from './own-prices.ts';

const model = { provider: 'openai', model: 'gpt-4o' };

function read(prices: unknown, more: object = {}) {
  const result = ownPriceSchema.safeParse({ ...model, prices, ...more });
  return result.success ? result.data.prices : describeIssue(result.error);
}

describe('prices', () => {
  test.each([
    [3, '3'],
    [0, '0'],
    ['0.150', '0.15'],
    ['.5', '0.5'],
    ['007', '7'],
    [1e-12, '0.000000000001'],
    ['0.000000000001', '0.000000000001'],
    ['999999.999999999999', '999999.999999999999'],
    [1_000_000, '1000000'],
    [0.135, '0.135'],
  ])('%j is read as %s', (amount, text) => {
    expect(read({ input_mtok: amount })).toEqual({ input_mtok: text });
  });

  test.each([
    [-1],
    ['-1'],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ['NaN'],
    ['1e3'],
    ['$3'],
    [''],
    ['.'],
    [null],
    [true],
  ])('%j is no price', (amount) => {
    expect(read({ input_mtok: amount })).toBe(
      'prices.input_mtok: must be a price in USD from 0 to 1000000 with at most 12 decimals',
    );
  });

  test.each([[1_000_000.5], ['1000000.000000000001'], [1e21], [1e-13], ['0.0000000000001']])(
    '%j is out of range',
    (amount) => {
      expect(read({ input_mtok: amount })).toContain('from 0 to 1000000 with at most 12 decimals');
    },
  );

  test('may go by the length of the prompt', () => {
    const tiered = { base: 1.25, tiers: [{ start: 200_000, price: '2.50' }] };
    expect(read({ input_mtok: tiered })).toEqual({
      input_mtok: { base: '1.25', tiers: [{ start: 200_000, price: '2.5' }] },
    });
    expect(read({ input_mtok: { base: 1, tiers: [] } })).toContain('at least one length');
    const twice = { base: 1, tiers: [tiered.tiers[0], tiered.tiers[0]] };
    expect(read({ input_mtok: twice })).toContain('must not name a length twice');
  });

  test('of what has none are refused with a list of what has', () => {
    expect(read({ inputs: 3 })).toBe(
      `prices.inputs: is not something that has a price; what has one: ${priceKeys.join(', ')}`,
    );
    expect(read({ ['x'.repeat(200)]: 3 })).toContain(`prices.${'x'.repeat(80)}: is not`);
    expect(read({})).toContain('prices: must name a price: input_mtok, output_mtok');
  });
});

describe('the model', () => {
  test.each(['gpt-4o', 'ft:gpt-4o-mini-2024-07-18:acme::1', 'gpt-*', '*', 'accounts/fireworks/models/x', 'Llama 3'])(
    '%s is one, or some',
    (name) => {
      expect(read({ input_mtok: 1 }, { model: name })).toEqual({ input_mtok: '1' });
    },
  );

  test.each([
    ['', 'model: must name a model'],
    ['gpt*mini', 'model: must be the name of a model, or how names begin and then *'],
    ['a\nb', 'model: must be the name of a model'],
    ['a'.repeat(257), 'model: must be at most 256 characters'],
  ])('%j is none', (name, message) => {
    expect(read({ input_mtok: 1 }, { model: name })).toContain(message);
  });

  test.each(['', 'OpenAI', 'open ai', '-a', 'a'.repeat(41)])('%j is no provider', (provider) => {
    expect(read({ input_mtok: 1 }, { provider })).toBe('provider: must be the slug of a provider, like openai');
  });
});
