import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, isCount, list, object } from './fields.ts';

/**
 * Usage as OpenAI's completions report it, `prompt_tokens` and `completion_tokens` inclusive, and as compatible providers do
 * where they differ. No two of them mean different things by one field, so all are read for all:
 *
 * - DeepSeek counts what came from its cache in `prompt_cache_hit_tokens`, which are part of `prompt_tokens`:
 *   https://api-docs.deepseek.com/api/create-chat-completion
 * - Moonshot does in `cached_tokens`: https://platform.kimi.ai/docs/api/chat
 * - Mistral does in `num_cached_tokens` or in `prompt_token_details`:
 *   https://github.com/mistralai/client-ts/blob/main/src/models/components/usageinfodollardefs.ts
 * - xAI leaves reasoning out of `completion_tokens`, and it is billed as output. Its `total_tokens` tells:
 *   https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/grok/capabilities/reasoning
 * - Google leaves it out too, and has it in `total_tokens` only: https://discuss.ai.google.dev/t/127400
 * - Perplexity has `reasoning_tokens` beside the others, and not in its total:
 *   https://github.com/perplexityai/perplexity-node/blob/main/src/resources/shared.ts
 */
export function readCompletionUsage(usage: Fields, warnings: string[]): Usage {
  const count = countReader(warnings);
  const prompt = object(usage.prompt_tokens_details ?? usage.prompt_token_details);
  const completion = object(usage.completion_tokens_details);
  const promptTokens = count(usage, 'prompt_tokens');
  const reasoningTokens = count(completion, 'reasoning_tokens') ?? count(usage, 'reasoning_tokens');
  return {
    ...unknownUsage,
    promptTokens,
    completionTokens: withReasoning(usage, promptTokens, count(usage, 'completion_tokens'), reasoningTokens),
    cacheReadTokens:
      count(prompt, 'cached_tokens') ??
      count(usage, 'prompt_cache_hit_tokens') ??
      count(usage, 'cached_tokens') ??
      count(usage, 'num_cached_tokens'),
    cacheWriteTokens: count(prompt, 'cache_write_tokens'),
    promptAudioTokens: count(prompt, 'audio_tokens'),
    completionAudioTokens: count(completion, 'audio_tokens'),
    reasoningTokens,
  };
}

/** All of the output: reasoning is added where the numbers show that it is not in it. */
function withReasoning(usage: Fields, prompt: number | null, output: number | null, reasoning: number | null) {
  if (prompt === null || output === null) return output;
  if (reasoning === null) return isCount(usage.total_tokens) ? Math.max(output, usage.total_tokens - prompt) : output;
  const total = prompt + output + reasoning;
  // Beside the others, more of it than of all the output cannot be a part of that.
  const apart = usage.total_tokens === total || (usage.reasoning_tokens === reasoning && reasoning > output);
  return apart && isCount(output + reasoning) ? output + reasoning : output;
}

/**
 * What the usage says was billed beside tokens: sources that xAI searched (https://docs.x.ai/developers/pricing), tools that
 * it ran, and seconds of sound that Mistral heard (https://docs.mistral.ai/capabilities/audio). By the names of their counts.
 */
export function takenBeside(usage: Fields): string[] {
  const counts = ['num_sources_used', 'num_server_side_tools_used', 'prompt_audio_seconds'];
  return counts.filter((name) => typeof usage[name] === 'number' && usage[name] > 0);
}

/**
 * Tools that a provider ran for a fee that no usage tells, by its own names: Groq's (https://console.groq.com/docs/compound) and
 * Moonshot's search (https://platform.kimi.ai/docs/guide/use-web-search).
 *
 * @param message of a choice, or a piece of one
 */
export function toolsRun(message: Fields): string[] {
  const tools = list(message.executed_tools).length > 0 ? ['executed_tools'] : [];
  const searched = list(message.tool_calls).some((call) => object(object(call).function).name === '$web_search');
  return searched ? [...tools, '$web_search'] : tools;
}
