import type OpenAI from 'openai';
import * as z from 'zod';
import { draft } from '../draft.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { newId, now } from '../ids.ts';
import { readContent } from '../prompt.ts';
import { readJson } from '../read-json.ts';
import { eventStream, json, type Reply } from '../reply.ts';
import { completionUsage, countCall } from './usage.ts';

const completionRequest = z.looseObject({
  model: z.string(),
  prompt: z.union([z.string(), z.array(z.string()).min(1)]),
  max_tokens: z.int().min(1).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
});

/** The legacy endpoint: https://platform.openai.com/docs/api-reference/completions. Its default limit is 16 tokens. */
export const completions: Endpoint = {
  method: 'POST',
  path: /^\/v1\/completions$/,
  answer: createCompletion,
};

function createCompletion(call: Call): Reply {
  const request = readJson(call, completionRequest);
  const prompts = typeof request.prompt === 'string' ? [request.prompt] : request.prompt;
  const drafts = prompts.map((question, index) =>
    draft({ question, calls: [], maxTokens: request.max_tokens ?? 16, behaviour: call.behaviour, index }),
  );
  const visible = drafts.reduce((sum, { tokens }) => sum + tokens, 0);
  const usage = completionUsage(countCall(readContent(''), readContent(prompts), visible, 0), call.behaviour);
  const head = { id: newId('cmpl-'), object: 'text_completion' as const, created: now(), model: request.model };
  const choice = (index: number, text: string, cut?: boolean) => ({
    text,
    index,
    logprobs: null,
    finish_reason: cut === undefined ? null : cut ? ('length' as const) : ('stop' as const),
  });
  if (!request.stream) {
    const choices = drafts.map(({ text, cut }, index) => ({
      ...choice(index, text),
      finish_reason: cut ? ('length' as const) : ('stop' as const),
    }));
    return json(200, { ...head, choices, usage } satisfies OpenAI.Completion);
  }
  const includeUsage = request.stream_options?.include_usage === true;
  const chunks: object[] = drafts.flatMap(({ pieces, cut }, index) => [
    ...pieces.map((piece) => ({ ...head, choices: [choice(index, piece)], ...(includeUsage && { usage: null }) })),
    { ...head, choices: [choice(index, '', cut)], ...(includeUsage && { usage: null }) },
  ]);
  if (includeUsage) chunks.push({ ...head, choices: [], usage });
  return eventStream([...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'].map((data) => ({ data })));
}
