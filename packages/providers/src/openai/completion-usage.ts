import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, identifier, isCount, list, object, word } from '../reading/fields.ts';

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
  // What Mistral heard is in its total too.
  if (prompt === null || output === null || isMore(usage.prompt_audio_seconds)) return output;
  if (reasoning === null) return isCount(usage.total_tokens) ? Math.max(output, usage.total_tokens - prompt) : output;
  const total = prompt + output + reasoning;
  // Beside the others, more of it than of all the output cannot be a part of that; nor is it where citations are counted too.
  const beside = usage.reasoning_tokens === reasoning && (reasoning > output || usage.citation_tokens !== undefined);
  const apart = usage.total_tokens === total || beside;
  return apart && isCount(output + reasoning) ? output + reasoning : output;
}

/**
 * What the usage says was billed beside tokens, and has no price by the piece: seconds of sound that Mistral heard
 * (https://docs.mistral.ai/capabilities/audio). By the names of its counts.
 */
export function takenBeside(usage: Fields): string[] {
  return isMore(usage.prompt_audio_seconds) ? ['prompt_audio_seconds'] : [];
}

/**
 * How many of what else the usage counts for a fee: tools that xAI ran, by kind where it tells, and sources that its older models
 * searched (https://docs.x.ai/developers/tools/tool-usage-details), and what Perplexity searched and cited, with the size of its
 * search (https://github.com/perplexityai/perplexity-node/blob/main/src/resources/shared.ts).
 */
export function extrasOf(usage: Fields): Record<string, number> {
  const details = object(usage.server_side_tool_usage_details);
  const byKind = counted(details, toolKinds);
  const tools = Object.keys(byKind).length > 0 ? byKind : counted(usage, ['num_server_side_tools_used']);
  const sources = Object.keys(tools).length > 0 ? {} : counted(usage, ['num_sources_used']);
  const size = word(usage.search_context_size);
  const request = searchSizes.has(size) ? { [`request_${size}`]: 1 } : {};
  return { ...tools, ...sources, ...counted(usage, ['citation_tokens', 'num_search_queries']), ...request };
}

const toolKinds = [
  ...['web_search_calls', 'x_search_calls', 'code_interpreter_calls', 'file_search_calls', 'mcp_calls'],
  ...['document_search_calls', 'image_generation_calls'],
];
const searchSizes = new Set(['low', 'medium', 'high']);

function counted(fields: Fields, names: readonly string[]): Record<string, number> {
  const given = names.map((name) => [name, fields[name]] as const);
  return Object.fromEntries(given.filter((one): one is [string, number] => isMore(one[1])));
}

function isMore(count: unknown): count is number {
  return isCount(count) && count > 0;
}

/**
 * Tools that a provider ran for a fee: Groq's by their kind (https://console.groq.com/docs/compound), and Moonshot's search
 * (https://platform.kimi.ai/docs/guide/use-web-search). One that a stream tells of several times is one.
 */
export class ToolsRun {
  readonly #tools = new Map<string, string>();

  /** @param message of a choice, or a piece of one */
  add(message: Fields): void {
    for (const [position, tool] of list(message.executed_tools).map(object).entries()) {
      this.#tools.set(`executed ${place(tool, position)}`, identifier(tool.type) || 'executed_tools');
    }
    for (const [position, call] of list(message.tool_calls).map(object).entries()) {
      if (object(call.function).name === '$web_search')
        this.#tools.set(`called ${place(call, position)}`, '$web_search');
    }
  }

  counts(): Record<string, number> {
    const byKind = Map.groupBy(this.#tools.values(), (tool) => tool);
    return Object.fromEntries([...byKind].map(([kind, tools]) => [kind, tools.length]));
  }
}

function place({ index }: Fields, position: number): number {
  return isCount(index) ? index : position;
}
