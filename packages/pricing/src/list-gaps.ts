import type { ModelPrice } from '@pydantic/genai-prices';

interface Gap {
  list: string;
  model: RegExp;
  /** What the list lacks or has of another model. */
  prices: ModelPrice;
  /** Why these may not be what is billed. */
  doubt?: string;
}

/** Prices that the list has not got, of the pages that are named: the provider's own where there is one. USD per million tokens. */
const gaps: readonly Gap[] = [
  // https://developers.openai.com/api/docs/models/gpt-4o-audio-preview: since December 2024
  { list: 'openai', model: /^gpt-4o-audio-preview/, prices: { input_audio_mtok: 40, output_audio_mtok: 80 } },
  // https://developers.openai.com/api/docs/models/gpt-4o-mini-audio-preview
  { list: 'openai', model: /^gpt-4o-mini-audio-preview/, prices: { input_audio_mtok: 10, output_audio_mtok: 20 } },
  // https://openrouter.ai/openai/gpt-6-luna-decisions: nothing for answers, nor less for what is cached, and the model's steps
  {
    list: 'openai',
    model: /^gpt-6-luna-decisions$/,
    prices: { input_mtok: { base: 0.1, tiers: [{ start: 272_000, price: 0.2 }] }, output_mtok: 0 },
    doubt: 'its price is known from those who sell it on',
  },
  // https://aws.amazon.com/bedrock/pricing/: the list takes it for the first of its name
  { list: 'aws', model: /titan-embed-text-v2/, prices: { input_mtok: 0.02 } },
];

/** What the list has of a model, with what it lacks; undefined for a model of which nobody knows a price. */
export function withoutGaps(list: string, model: string, prices: ModelPrice | undefined): ModelPrice | undefined {
  const gap = gapOf(list, model);
  return gap ? { ...prices, ...gap.prices } : prices;
}

/** Why a model may cost otherwise than what stands in for the list, '' where nothing speaks for it. */
export function gapDoubt(list: string, model: string): string {
  return gapOf(list, model)?.doubt ?? '';
}

function gapOf(list: string, model: string): Gap | undefined {
  return gaps.find((candidate) => candidate.list === list && candidate.model.test(model));
}
