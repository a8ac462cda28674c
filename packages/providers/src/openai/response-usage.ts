import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, object } from '../reading/fields.ts';

/**
 * Usage as OpenAI's Responses report it: `input_tokens` and `output_tokens` are inclusive already. Perplexity's names for what is cached are Anthropic's:
 * https://github.com/perplexityai/perplexity-node/blob/main/src/resources/responses/responses.ts
 */
export function readResponseUsage(usage: Fields, warnings: string[]): Usage {
  const input = object(usage.input_tokens_details);
  const output = object(usage.output_tokens_details);
  const count = countReader(warnings);
  return {
    ...unknownUsage,
    promptTokens: count(usage, 'input_tokens'),
    completionTokens: count(usage, 'output_tokens'),
    cacheReadTokens: count(input, 'cached_tokens') ?? count(input, 'cache_read_input_tokens'),
    cacheWriteTokens: count(input, 'cache_write_tokens') ?? count(input, 'cache_creation_input_tokens'),
    reasoningTokens: count(output, 'reasoning_tokens'),
  };
}
