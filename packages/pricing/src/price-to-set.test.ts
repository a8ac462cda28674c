import type { OwnPrice, Usage } from '@tallystick/log';
import { expect, test } from 'vitest';
import type { PriceQuestion } from './price.ts';
import { priceToSet } from './price-to-set.ts';
import { november2026, questionOf } from './test/ask.ts';

const december = Date.UTC(2026, 11, 1);
const text = { promptTokens: 100, completionTokens: 10 };
const sound = { ...text, promptAudioTokens: 50 };
const flat = { input_mtok: '3', output_mtok: '12' };

const entry = (model: string, from = 0, prices: OwnPrice['prices'] = flat, provider = 'openai'): OwnPrice => ({
  ...{ provider, model, from, prices },
});

function toSet(
  [provider, model]: [provider: string, model: string],
  usage: Partial<Usage>,
  entries: OwnPrice[] = [],
  more: Partial<PriceQuestion> = {},
) {
  return priceToSet(questionOf(provider, model, usage, more), entries);
}

test.each<[string, [string, string], Partial<Usage>, string[]]>([
  ['a model that nobody lists', ['vllm', 'llama'], text, ['input_mtok', 'output_mtok']],
  ['one without output', ['vllm', 'embed'], { promptTokens: 9 }, ['input_mtok']],
  ['one that heard sound', ['vllm', 'llama'], sound, ['input_mtok', 'output_mtok', 'input_audio_mtok']],
  ['a listed one that heard sound', ['openai', 'gpt-4o'], sound, ['input_audio_mtok']],
])('%s needs a price for what it lacks, and no other', (_, of, usage, lacking) => {
  expect(toSet(of, usage)).toEqual({ provider: of[0], model: of[1], from: 0, prices: {}, lacking });
});

test('an entry of its own is the one to complete, from its own time on', () => {
  const own = [entry('gpt-4o'), entry('gpt-4o', november2026, { input_mtok: '2' }), entry('gpt-*', december)];
  const of: [string, string] = ['openai', 'gpt-4o-2024-08-06'];
  expect(toSet(of, sound, own)).toEqual({ ...own[1], lacking: ['input_audio_mtok'] });
  expect(toSet(of, sound, own, { at: november2026 - 1 })).toEqual({ ...own[0], lacking: ['input_audio_mtok'] });
});

test('an entry for more models is kept as it is: one of the model alone has its prices, and those that lack', () => {
  const own = [entry('gpt-*', november2026), entry('gpt-*')];
  expect(toSet(['openai', 'gpt-4o'], sound, own)).toEqual({
    ...entry('gpt-4o', november2026),
    lacking: ['input_audio_mtok'],
  });
});

test.each<[string, [string, string], Partial<Usage>, OwnPrice[], Partial<PriceQuestion>]>([
  ['a tier is what lacks', ['openai', 'gpt-5-nano'], text, [], { serviceTier: 'priority' }],
  ['a price and a tier are', ['vllm', 'llama'], text, [], { serviceTier: 'priority' }],
  ['something was billed apart', ['vllm', 'llama'], text, [], { billedApart: ['images'] }],
  ['there is a cost by now', ['openai', 'gpt-4o'], text, [], {}],
  ['it would hide a price that is to come', ['openai', 'gpt-4o'], sound, [entry('gpt-*', december)], {}],
  ['it would win over what the provider reports', ['vercel', 'new'], text, [], {}],
  ['its name would be taken for a beginning', ['vllm', 'a*'], text, [], {}],
  ['a terminal would act on its name', ['vllm', 'a\u001b[31m'], text, [], {}],
  ['nobody named it', ['vllm', ''], text, [], {}],
])('there is none where %s', (_, of, usage, own, more) => {
  expect(toSet(of, usage, own, more)).toBeUndefined();
});
