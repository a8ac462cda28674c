import * as z from 'zod';
import type { Call, Endpoint } from '../endpoint.ts';
import { newId } from '../ids.ts';
import { readContent } from '../prompt.ts';
import { readJson } from '../read-json.ts';
import { json, type Reply } from '../reply.ts';

const moderationRequest = z.looseObject({
  model: z.string().nullish(),
  input: z.union([z.string(), z.array(z.union([z.string(), z.looseObject({ type: z.string() })])).min(1)]),
});

const categories = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/instructions',
  'self-harm/intent',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
] as const;

/** https://platform.openai.com/docs/api-reference/moderations */
export const moderations: Endpoint = {
  method: 'POST',
  path: /^\/v1\/moderations$/,
  answer: createModeration,
};

/** A text is flagged for each category that it names. Texts are judged one by one, the parts of one input together. */
function createModeration(call: Call): Reply {
  const { input, model } = readJson(call, moderationRequest);
  const isTexts = Array.isArray(input) && input.every((one) => typeof one === 'string');
  const results = (isTexts ? input : [input]).map((one) => judge(readContent(one).text.toLowerCase()));
  return json(200, { id: newId('modr-'), model: model ?? 'omni-moderation-latest', results });
}

function judge(text: string) {
  const each = <Value>(value: (named: boolean) => Value) =>
    Object.fromEntries(categories.map((category) => [category, value(text.includes(category))]));
  return {
    flagged: categories.some((category) => text.includes(category)),
    categories: each((named) => named),
    category_scores: each((named) => (named ? 0.97 : 0.0001)),
    category_applied_input_types: each(() => ['text']),
  };
}
