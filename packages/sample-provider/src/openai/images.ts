import type OpenAI from 'openai';
import * as z from 'zod';
import type { Call, Endpoint } from '../endpoint.ts';
import { now } from '../ids.ts';
import { readJson } from '../read-json.ts';
import { json, type Reply } from '../reply.ts';
import { countTokens } from '../tokens.ts';

const imageRequest = z.looseObject({
  model: z.string().nullish(),
  prompt: z.string().min(1),
  n: z.int().min(1).max(10).nullish(),
});

/** A PNG of one pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What a square image of medium quality counts for. https://platform.openai.com/docs/guides/image-generation */
const imageTokens = 1056;

/** https://platform.openai.com/docs/api-reference/images */
export const images: Endpoint = {
  method: 'POST',
  path: /^\/v1\/images\/generations$/,
  answer: createImages,
};

function createImages(call: Call): Reply {
  const { prompt, n } = readJson(call, imageRequest);
  const count = n ?? 1;
  const input = countTokens(prompt);
  const output = count * imageTokens;
  return json(200, {
    created: now(),
    background: 'opaque',
    data: Array.from({ length: count }, () => ({ b64_json: pixel })),
    output_format: 'png',
    quality: 'medium',
    size: '1024x1024',
    usage: {
      input_tokens: input,
      input_tokens_details: { image_tokens: 0, text_tokens: input },
      output_tokens: output,
      total_tokens: input + output,
    },
  } satisfies OpenAI.ImagesResponse);
}
