import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Call, Endpoint } from '../endpoint.ts';
import { readJson } from '../read-json.ts';
import { json, type Reply } from '../reply.ts';
import { countTokens } from '../tokens.ts';
import { overrideUsage } from '../usage.ts';

const embeddingRequest = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string()).min(1), z.array(z.int()).min(1), z.array(z.array(z.int())).min(1)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).max(3072).nullish(),
});

/** https://platform.openai.com/docs/api-reference/embeddings */
export const embeddings: Endpoint = {
  method: 'POST',
  path: /^\/v1\/embeddings$/,
  answer: createEmbeddings,
};

function createEmbeddings(call: Call): Reply {
  const request = readJson(call, embeddingRequest);
  const inputs = readInputs(request.input);
  const dimensions = request.dimensions ?? (request.model.endsWith('-large') ? 3072 : 1536);
  const data = inputs.map((input, index) => {
    const vector = unitVector(typeof input === 'string' ? input : input.join(' '), dimensions);
    const embedding =
      request.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector);
    return { object: 'embedding', index, embedding };
  });
  const tokens = inputs.reduce(
    (sum, input) => sum + (typeof input === 'string' ? countTokens(input) : input.length),
    0,
  );
  const usage = overrideUsage({ prompt_tokens: tokens, total_tokens: tokens }, call.behaviour.usage);
  return json(200, { object: 'list', data, model: request.model, usage });
}

/** One input is a text or a list of tokens. */
function readInputs(input: z.infer<typeof embeddingRequest>['input']): (string | number[])[] {
  if (typeof input === 'string') return [input];
  return input.every((one) => typeof one === 'number') ? [input] : input;
}

/** A vector of length 1 that follows from the text alone. */
function unitVector(text: string, dimensions: number): Float32Array {
  const noise = createHash('shake256', { outputLength: dimensions }).update(text).digest();
  const values = Float32Array.from(noise, (byte) => byte - 127.5);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
