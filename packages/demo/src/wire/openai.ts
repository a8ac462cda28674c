import {
  type ChatHead,
  chatCompletion,
  chatEvents,
  countTokens,
  type Draft,
  datedModel,
  eventText,
} from '@tallystick/sample-provider/wire';
import type OpenAI from 'openai';
import type { Answer } from '../call.ts';
import type { Random } from '../random.ts';
import { draftOf } from './draft.ts';

export type ChatRequest = Pick<
  OpenAI.ChatCompletionCreateParams,
  'model' | 'stream' | 'stream_options' | 'tools' | 'temperature' | 'response_format' | 'reasoning_effort'
> & { messages: OpenAI.ChatCompletionMessageParam[] };

/** Reasoning is billed as output and shown to nobody, in steps of 64: https://platform.openai.com/docs/guides/reasoning */
const reasoningStep = 64;

/** Prompts are cached from 1,024 tokens on, in steps of 128: https://platform.openai.com/docs/guides/prompt-caching */
const cacheFrom = 1024;
const cacheStep = 128;

/**
 * A chat completion as OpenAI writes it.
 *
 * @param at Unix ms
 * @param warm whether a prompt with the same beginning was sent a moment ago
 */
export function chatResponse(
  request: ChatRequest,
  answer: Answer,
  { at, warm, random }: { at: number; warm: boolean; random: Random },
): object | string {
  const draft = draftOf(answer, random);
  const head: ChatHead = {
    id: `chatcmpl-${random.hex(24)}`,
    created: Math.floor(at / 1000),
    model: datedModel(request.model),
    service_tier: 'default',
  };
  const usage = usageOf(request, draft, warm, random);
  if (!request.stream) return chatCompletion(head, [draft], usage);
  return [...chatEvents(head, [draft], usage)].map(eventText).join('');
}

function usageOf(request: ChatRequest, draft: Draft, warm: boolean, random: Random): OpenAI.CompletionUsage {
  const { messages, tools = [], model } = request;
  const instructions = JSON.stringify([messages[0]?.content, tools]);
  const prompt_tokens = countTokens(JSON.stringify([messages.map(({ content }) => content), tools]));
  const cached = warm && prompt_tokens >= cacheFrom ? Math.floor(countTokens(instructions) / cacheStep) * cacheStep : 0;
  const reasoning = model.startsWith('gpt-5') ? random.integer(2, 14) * reasoningStep : 0;
  const completion_tokens = draft.tokens + reasoning;
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

export type EmbeddingRequest = Required<
  Pick<OpenAI.EmbeddingCreateParams, 'model' | 'dimensions' | 'encoding_format'>
> & {
  input: string;
};

/** An embedding of this many dimensions: each component lies between -0.1 and 0.1, as those of real ones do. */
export function embeddingResponse({ model, input, dimensions }: EmbeddingRequest, random: Random): object {
  const vector = Float32Array.from({ length: dimensions }, () => random.share() / 5 - 0.1);
  const embedding = Buffer.from(vector.buffer).toString('base64');
  const tokens = countTokens(input);
  return {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding }],
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
