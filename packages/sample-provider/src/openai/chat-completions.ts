import type OpenAI from 'openai';
import type { Draft } from '../draft.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { newId, now } from '../ids.ts';
import { eventStream, json, type Reply } from '../reply.ts';
import { readChat } from './chat-request.ts';
import { datedModel } from './models.ts';
import { completionUsage } from './usage.ts';

type Chunk = OpenAI.ChatCompletionChunk;
type Choice = Chunk['choices'][number];

/** https://platform.openai.com/docs/api-reference/chat */
export const chatCompletions: Endpoint = {
  method: 'POST',
  path: /^\/v1\/chat\/completions$/,
  answer: createChatCompletion,
};

function createChatCompletion(call: Call): Reply {
  const { request, drafts, count } = readChat(call);
  const usage = completionUsage(count, call.behaviour);
  const tier = request.service_tier;
  const head = {
    id: newId('chatcmpl-'),
    created: now(),
    model: datedModel(request.model),
    service_tier: tier && tier !== 'auto' ? tier : ('default' as const),
  };
  if (!request.stream) return json(200, chatCompletion(head, drafts, usage));
  return eventStream(chatEvents(head, drafts, request.stream_options?.include_usage === true ? usage : undefined));
}

/** What an answer says of itself. */
export type ChatHead = Required<Pick<OpenAI.ChatCompletion, 'id' | 'created' | 'model' | 'service_tier'>>;

const fingerprint = { system_fingerprint: 'fp_5a3b1c9d7e' };

/** An answer in one piece, each draft one of its choices. */
export function chatCompletion(
  { service_tier, ...head }: ChatHead,
  drafts: readonly Draft[],
  usage: OpenAI.CompletionUsage,
): OpenAI.ChatCompletion {
  return {
    ...head,
    object: 'chat.completion',
    choices: drafts.map((draft, index) => ({
      index,
      message: {
        role: 'assistant' as const,
        content: draft.calls.length > 0 ? null : draft.text,
        ...(draft.calls.length > 0 && { tool_calls: draft.calls.map(toolCall) }),
        refusal: null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: finishReason(draft),
    })),
    usage,
    service_tier,
    ...fingerprint,
  };
}

/** The same answer as a stream's events. @param usage absent when the caller has not asked for it */
export function* chatEvents(
  head: ChatHead,
  drafts: readonly Draft[],
  usage: OpenAI.CompletionUsage | undefined,
): Generator<{ data: string }> {
  for (const chunk of chunks({ ...head, ...fingerprint }, drafts, usage)) yield { data: JSON.stringify(chunk) };
  yield { data: '[DONE]' };
}

/** The first chunk carries the role, then come the pieces, then the reason; the usage, if asked for, has no choices. */
function* chunks(
  head: Omit<Chunk, 'object' | 'choices' | 'usage'>,
  drafts: readonly Draft[],
  usage: OpenAI.CompletionUsage | undefined,
): Generator<Chunk> {
  const chunk = (choices: Chunk['choices'], reported: Chunk['usage'] = null): Chunk => ({
    object: 'chat.completion.chunk',
    ...head,
    choices,
    ...(usage && { usage: reported }),
  });
  const choice = (index: number, delta: Choice['delta'], reason: Choice['finish_reason'] = null) =>
    chunk([{ index, delta, logprobs: null, finish_reason: reason }]);
  for (const [index, draft] of drafts.entries()) {
    const content = draft.calls.length > 0 ? null : '';
    yield choice(index, { role: 'assistant', content, refusal: null });
    for (const piece of draft.pieces) yield choice(index, { content: piece });
    for (const [callIndex, call] of draft.calls.entries()) {
      const first = { ...toolCall(call), function: { name: call.name, arguments: '' } };
      yield choice(index, { tool_calls: [{ index: callIndex, ...first }] });
      for (const piece of call.pieces) {
        yield choice(index, { tool_calls: [{ index: callIndex, function: { arguments: piece } }] });
      }
    }
    yield choice(index, {}, finishReason(draft));
  }
  if (usage) yield chunk([], usage);
}

function toolCall(call: Draft['calls'][number]) {
  return {
    id: `call_${call.id}`,
    type: 'function' as const,
    function: { name: call.name, arguments: call.arguments },
  };
}

function finishReason(draft: Draft): 'tool_calls' | 'length' | 'stop' {
  if (draft.calls.length > 0) return 'tool_calls';
  return draft.cut ? 'length' : 'stop';
}
