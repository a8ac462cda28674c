import type { OwnPrice } from '@tallystick/log';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownPricesOf } from './own-prices.ts';
import type { PriceQuestion } from './price.ts';
import { ask, november2026, picodollars, unknown } from './test/ask.ts';

const december = Date.UTC(2026, 11, 1);
const flat = { input_mtok: '3', output_mtok: '12' };
const usage = { promptTokens: 1_000_000, completionTokens: 1_000_000 };

function entry(provider: string, model: string, more: Partial<OwnPrice> = {}): OwnPrice {
  return { provider, model, from: 0, prices: flat, ...more };
}

function priceBy(entries: OwnPrice[], model: string, more: Partial<PriceQuestion> = {}, provider = 'openai') {
  return ask(provider, model, usage, more, ownPricesOf(entries)).costUsd;
}

describe('which entry it is', () => {
  test('an own price wins over the list, and other models keep the listed one', () => {
    const own = [entry('openai', 'gpt-4o')];
    expect(priceBy(own, 'gpt-4o')).toBe('15');
    expect(priceBy(own, 'gpt-4o-mini')).toBe('0.75');
    expect(priceBy(own, 'gpt-4o', {}, 'deepinfra')).toBeNull();
  });

  test('a model of a provider that nobody lists has a price then', () => {
    expect(priceBy([entry('vllm', 'my-llama')], 'my-llama', {}, 'vllm')).toBe('15');
    expect(priceBy([entry('my-openai', 'a')], 'a', { serviceTier: 'default' }, 'my-openai')).toBe('15');
    expect(priceBy([entry('constructor', 'a')], 'a', {}, 'constructor')).toBe('15');
  });

  test('a model behind Hugging Face has it whoever runs it, and a route elsewhere is another model', () => {
    const own = [entry('huggingface', 'a/b'), entry('openrouter', 'a/b')];
    expect(priceBy(own, 'a/b:together', {}, 'huggingface')).toBe('15');
    expect(priceBy(own, 'a/b:free', {}, 'openrouter')).toBeNull();
  });

  test('the price at the time of the call counts', () => {
    const own = [
      entry('openai', 'gpt-4o', { from: december, prices: { input_mtok: '1', output_mtok: '1' } }),
      entry('openai', 'gpt-4o', { from: november2026 }),
    ];
    expect(priceBy(own, 'gpt-4o', { at: november2026 - 1 })).toBe('12.5');
    expect(priceBy(own, 'gpt-4o', { at: november2026 })).toBe('15');
    expect(priceBy(own, 'gpt-4o', { at: december - 1 })).toBe('15');
    expect(priceBy(own, 'gpt-4o', { at: december })).toBe('2');
  });

  test.each([
    ['ft:gpt-4o-mini:acme::1', '5'],
    ['ft:gpt-4o-mini:acme::2', '4'],
    ['ft:gpt-4o:acme::1', '3'],
    ['o3', '2'],
  ])('%s has the price of the longest match, an exact name before a prefix', (model, costUsd) => {
    const priced = (pattern: string, input: string) =>
      entry('openai', pattern, { prices: { input_mtok: input, output_mtok: '0' } });
    const own = [
      priced('*', '2'),
      priced('ft:gpt-4o-mini*', '4'),
      priced('ft:gpt-4o-mini:acme::1*', '6'),
      priced('ft:*', '3'),
      priced('ft:gpt-4o-mini:acme::1', '5'),
    ];
    expect(priceBy(own, model)).toBe(costUsd);
    expect(priceBy(own.toReversed(), model)).toBe(costUsd);
  });

  test('an entry that does not hold yet hides none that does', () => {
    const own = [
      entry('openai', 'gpt-4o', { from: december }),
      entry('openai', 'gpt-*', { prices: { input_mtok: '1', output_mtok: '1' } }),
    ];
    expect(priceBy(own, 'gpt-4o')).toBe('2');
    expect(priceBy(own, 'gpt-4o', { at: december })).toBe('15');
  });

  test.each([
    ['openai', 'gpt-4o', 'gpt-4o-2024-08-06'],
    ['anthropic', 'claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
    ['vertex', 'claude-sonnet-4-5', 'claude-sonnet-4-5@20250929'],
    ['google', 'gemini-2.5-pro', 'models/gemini-2.5-pro'],
    ['google', 'models/gemini-2.5-pro', 'gemini-2.5-pro'],
    ['google', 'models/gemini-*', 'gemini-2.5-pro'],
  ])('%s: the name %s takes %s', (provider, name, model) => {
    expect(priceBy([entry(provider, name)], model, {}, provider)).toBe('15');
  });

  test.each([
    ['gpt-4o', 'gpt-4o-mini-2024-07-18'],
    ['gpt-4o', 'gpt-4o-2024-08-06-tuned'],
    ['gpt-4o-2024-08-06', 'gpt-4o'],
    ['gpt-4o', 'GPT-4o'],
    ['', 'gpt-4o'],
  ])('the name %s does not take %s', (name, model) => {
    expect(priceBy([entry('my-openai', name)], model, {}, 'my-openai')).toBeNull();
  });

  test('a snapshot with a price of its own does not have that of its model', () => {
    const snapshot = entry('openai', 'gpt-4o-2024-05-13', { prices: { input_mtok: '5', output_mtok: '15' } });
    expect(priceBy([entry('openai', 'gpt-4o'), snapshot], 'gpt-4o-2024-05-13')).toBe('20');
  });

  test('more model names than are remembered change nothing', () => {
    const own = ownPricesOf([entry('vllm', 'a*')]);
    for (let number = 0; number < 2_500; number++) own('vllm', `a${number}`, november2026);
    expect(ask('vllm', 'a1', usage, {}, own).costUsd).toBe('15');
    expect(ask('vllm', 'b1', usage, {}, own)).toEqual(unknown);
  });
});

describe('what an entry leaves out', () => {
  const cached = { promptTokens: 1_000_000, completionTokens: 0, cacheReadTokens: 400_000 };
  const own = (prices: OwnPrice['prices'], provider = 'openai') => ownPricesOf([entry(provider, '*', { prices })]);

  test('costs what the list says: a cached token of gpt-4o half of the listed input', () => {
    const answer = ask('openai', 'gpt-4o', cached, {}, own(flat));
    expect(answer).toMatchObject({ breakdown: { input: '1.8', cache_read: '0.5' }, source: 'priced' });
  });

  test('costs what an input token does where the list does not know the model', () => {
    const answer = ask('openai', 'ft:gpt-none:acme', cached, {}, own(flat));
    expect(answer).toMatchObject({ costUsd: '3', breakdown: { input: '3' } });
    const write = { ...cached, cacheReadTokens: 0, cacheWriteTokens: 1000 };
    expect(ask('vllm', 'llama', write, {}, own(flat, 'vllm')).breakdown).toEqual({ input: '3' });
  });

  test('a price of its own wins over both', () => {
    const prices = { ...flat, cache_read_mtok: '0.1' };
    expect(ask('openai', 'gpt-4o', cached, {}, own(prices)).breakdown).toEqual({ input: '1.8', cache_read: '0.04' });
    expect(ask('vllm', 'llama', cached, {}, own(prices, 'vllm')).costUsd).toBe('1.84');
  });

  test('0 is a price: what is free is free with all its parts, and a search keeps its fee', () => {
    const free = own({ input_mtok: '0', output_mtok: '0' });
    const searched = { ...cached, completionTokens: 5, reasoningTokens: 5, webSearches: 1 };
    const answer = ask('openai', 'gpt-5', searched, {}, free);
    expect(answer).toMatchObject({ costUsd: '0.01', breakdown: { input: '0', output: '0', web_search: '0.01' } });
    const vllm = own({ input_mtok: '0', output_mtok: '0' }, 'vllm');
    expect(ask('vllm', 'llama', cached, {}, vllm)).toMatchObject({ costUsd: '0', source: 'priced' });
    const spoken = { promptTokens: 9, completionTokens: 9, promptAudioTokens: 5, completionAudioTokens: 5 };
    expect(ask('vllm', 'llama', spoken, {}, vllm)).toMatchObject({ costUsd: '0', source: 'priced' });
    const audio = own({ input_mtok: '0', output_mtok: '0', output_audio_mtok: '2' }, 'vllm');
    expect(ask('vllm', 'llama', spoken, {}, audio)).toMatchObject({ costUsd: '0.00001' });
  });

  test.each([
    ['vllm', { promptTokens: 10, completionTokens: 1, promptAudioTokens: 5 }, 'input_audio_mtok'],
    [
      'vllm',
      { promptTokens: 10, completionTokens: 1, cacheWriteTokens: 5, cacheWrite1hTokens: 5 },
      'cache_write_1h_mtok',
    ],
    ['vllm', { promptTokens: 10, completionTokens: 1, webSearches: 1 }, 'web_searches_kcount'],
  ])(
    'what costs far more than text and has no price anywhere leaves the cost of %s %j unknown, and says whose price lacks it',
    (provider, tokens, key) => {
      const reason = `your own price has no ${key} for the model m of ${provider}, and the price list has none that holds for it`;
      const answer = ask(provider, 'm', tokens, {}, own(flat, provider));
      expect(answer).toEqual({ ...unknown, reason, lacking: [key] });
    },
  );

  test('without a price for input or output the cost of a model that is not listed is unknown', () => {
    expect(ask('vllm', 'm', usage, {}, own({ input_mtok: '1' }, 'vllm'))).toEqual(unknown);
    expect(ask('vllm', 'm', usage, {}, own({ requests_kcount: '1' }, 'vllm'))).toEqual(unknown);
    expect(ask('vllm', 'embed', { promptTokens: 10 }, {}, own({ input_mtok: '1' }, 'vllm')).costUsd).toBe('0.00001');
  });
});

describe('beside the tokens', () => {
  test('a price by the length of the prompt holds above it, for the whole call', () => {
    const prices = {
      input_mtok: {
        base: '1',
        tiers: [
          { start: 1000, price: '2' },
          { start: 2000, price: '3' },
        ],
      },
      output_mtok: '0',
    };
    const own = ownPricesOf([entry('vllm', 'm', { prices })]);
    const cost = (promptTokens: number) => ask('vllm', 'm', { promptTokens, completionTokens: 0 }, {}, own).costUsd;
    expect([1000, 1001, 2000, 2001].map(cost)).toEqual(['0.001', '0.002002', '0.004', '0.006003']);
  });

  test('fees are per thousand', () => {
    const prices = { ...flat, requests_kcount: '5', web_searches_kcount: '10' };
    const own = ownPricesOf([entry('vllm', 'm', { prices })]);
    const answer = ask('vllm', 'm', { promptTokens: 0, completionTokens: 0, webSearches: 2 }, {}, own);
    expect(answer.breakdown).toEqual({ web_search: '0.02', request: '0.005' });
  });

  test.each([{}, { request_low: 1 }])(
    'an own fee of a request stands in the place of the provider’s (%j)',
    (extras) => {
      const own = ownPricesOf([entry('perplexity', 'sonar', { prices: { ...flat, requests_kcount: '7' } })]);
      const answer = ask('perplexity', 'sonar', { promptTokens: 0, completionTokens: 0 }, { extras }, own);
      expect(answer).toEqual({ source: 'priced', costUsd: '0.007', breakdown: { request: '0.007' } });
    },
  );

  test('a price by the hour is that of the call, with its fees, though the list has one by the token', () => {
    const prices = { input_audio_hours: '0.36', requests_kcount: '1' };
    const own = ownPricesOf([entry('openai', 'gpt-4o-transcribe', { prices })]);
    const usage = { promptTokens: 100, promptAudioTokens: 90, completionTokens: 10, audioMs: 10_000 };
    const answer = ask('openai', 'gpt-4o-transcribe', usage, {}, own);
    expect(answer.breakdown).toEqual({ audio_time: '0.001', request: '0.001' });
  });

  test('the output must be known where any of it has a price', () => {
    const own = ownPricesOf([entry('vllm', 'm', { prices: { input_mtok: '1', output_audio_mtok: '9' } })]);
    expect(ask('vllm', 'm', { promptTokens: 10 }, {}, own)).toEqual(unknown);
  });

  test('OpenAI’s flex halves them too, and a tier whose price is not known stays unknown', () => {
    const own = [entry('openai', 'gpt-5')];
    expect(priceBy(own, 'gpt-5', { serviceTier: 'flex' })).toBe('7.5');
    expect(priceBy(own, 'gpt-5', { serviceTier: 'priority' })).toBe('30');
    expect(priceBy(own, 'gpt-5', { requestedTier: 'flex' })).toBe('7.5');
    expect(priceBy([entry('openai', 'gpt-5-nano')], 'gpt-5-nano', { serviceTier: 'priority' })).toBeNull();
    expect(priceBy([entry('vllm', 'm')], 'm', { serviceTier: 'priority' }, 'vllm')).toBeNull();
  });

  test('an own price of a model holds wherever Vertex AI runs it, and takes nothing of the global list elsewhere', () => {
    const own = ownPricesOf([entry('vertex', 'gemini-3.5-flash')]);
    const cached = { promptTokens: 100_000, completionTokens: 0, cacheReadTokens: 100_000 };
    const at = (inferenceGeo: string) => ask('vertex', 'gemini-3.5-flash', cached, { inferenceGeo }, own).costUsd;
    expect(at('europe-west4')).toBe('0.3');
    expect(Number(at('global'))).toBeLessThan(0.3);
  });

  test('it wins over the cost that the provider reports', () => {
    const more = { reportedCost: 7 };
    expect(priceBy([entry('openrouter', 'a/b')], 'a/b', more, 'openrouter')).toBe('15');
    expect(priceBy([entry('openrouter', 'a/b')], 'a/c', more, 'openrouter')).toBe('7');
    const before = { ...more, at: december - 1 };
    expect(priceBy([entry('openrouter', 'a/b', { from: december })], 'a/b', before, 'openrouter')).toBe('7');
  });

  test('what the usage does not count leaves the cost unknown', () => {
    expect(priceBy([entry('openai', 'gpt-5')], 'gpt-5', { billedApart: ['file_search_call'] })).toBeNull();
  });
});

test('costs are exact to the twelfth decimal, whatever the price', () => {
  const amount = fc.tuple(fc.nat(999_999), fc.nat(999_999_999_999)).map(([whole, fraction]) => {
    return `${whole}.${String(fraction).padStart(12, '0')}`;
  });
  fc.assert(
    fc.property(amount, amount, fc.nat(900_000), fc.nat(90_000), (input, output, promptTokens, completionTokens) => {
      const own = ownPricesOf([entry('vllm', 'm', { prices: { input_mtok: input, output_mtok: output } })]);
      const answer = ask('vllm', 'm', { promptTokens, completionTokens }, {}, own);
      const exact = BigInt(promptTokens) * picodollars(input) + BigInt(completionTokens) * picodollars(output);
      expect(picodollars(answer.costUsd ?? '')).toBe((exact + 500_000n) / 1_000_000n);
    }),
  );
});
