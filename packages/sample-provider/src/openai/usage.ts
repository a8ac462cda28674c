import type OpenAI from 'openai';
import type { Behaviour } from '../behaviour.ts';
import { type Content, contentTokens, joinContents } from '../prompt.ts';
import { overrideUsage } from '../usage.ts';

export interface OpenAICount {
  prompt: number;
  cached: number;
  completion: number;
  reasoning: number;
}

/**
 * Counts a call. The part of a prompt that comes first and repeats (instructions and tools) is taken to be cached, in steps
 * of 128 tokens, once the prompt has 1,024. https://platform.openai.com/docs/guides/prompt-caching
 */
export function countCall(instructions: Content, rest: Content, visible: number, reasoning: number): OpenAICount {
  const prompt = contentTokens(joinContents([instructions, rest]));
  const cached = prompt < 1024 ? 0 : Math.floor(contentTokens(instructions) / 128) * 128;
  return { prompt, cached, completion: visible + reasoning, reasoning };
}

/**
 * The hidden tokens of a reasoning model: as many as the visible ones, in steps of 64; none when it is told not to think.
 * https://platform.openai.com/docs/guides/reasoning
 */
export function reasoningTokens(model: string, effort: string | null | undefined, visible: number): number {
  if (!/^(o\d|gpt-5)/.test(model) || effort === 'none' || effort === 'minimal') return 0;
  return Math.ceil(visible / 64) * 64;
}

export function completionUsage(count: OpenAICount, behaviour: Behaviour): OpenAI.CompletionUsage {
  const usage = overrideUsage<OpenAI.CompletionUsage>(
    {
      prompt_tokens: count.prompt,
      completion_tokens: count.completion,
      total_tokens: 0,
      prompt_tokens_details: { cached_tokens: count.cached, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: count.reasoning,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    behaviour.usage,
  );
  return { ...usage, total_tokens: usage.total_tokens || usage.prompt_tokens + usage.completion_tokens };
}

export function responseUsage(count: OpenAICount, behaviour: Behaviour): OpenAI.Responses.ResponseUsage {
  const usage = overrideUsage<OpenAI.Responses.ResponseUsage>(
    {
      input_tokens: count.prompt,
      input_tokens_details: { cached_tokens: count.cached, cache_write_tokens: 0 },
      output_tokens: count.completion,
      output_tokens_details: { reasoning_tokens: count.reasoning },
      total_tokens: 0,
    },
    behaviour.usage,
  );
  return { ...usage, total_tokens: usage.total_tokens || usage.input_tokens + usage.output_tokens };
}
