import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { Behaviour } from '../behaviour.ts';
import type { Memory } from '../memory.ts';
import { attachmentTokens, countTokens } from '../tokens.ts';
import { overrideUsage } from '../usage.ts';
import type { PromptBlock } from './message-request.ts';

/** Prompts shorter than this are not cached. https://docs.claude.com/en/docs/build-with-claude/prompt-caching */
const shortestCached = 1024;

export interface PromptCount {
  /** After the last cached block. */
  uncached: number;
  read: number;
  written5m: number;
  written1h: number;
}

/**
 * Counts a prompt as the cache splits it. Each block marked with `cache_control` ends a prefix: the longest prefix that was
 * sent before is read, what follows it up to the last mark is written with the mark's lifetime, the rest is plain input.
 */
export function countPrompt(blocks: readonly PromptBlock[], memory: Memory): PromptCount {
  const count: PromptCount = { uncached: 0, read: 0, written5m: 0, written1h: 0 };
  const hash = createHash('sha256');
  let characters = 0;
  let attachments = 0;
  let counted = 0;
  for (const block of blocks) {
    hash.update(block.text);
    characters += block.text.length;
    attachments += block.attachments;
    const total = Math.ceil(characters / 4) + attachments * attachmentTokens;
    if (block.cacheFor === undefined || total < shortestCached) continue;
    const prefix = hash.copy().digest('base64');
    if (memory.isCached(prefix)) {
      Object.assign(count, { read: total, written5m: 0, written1h: 0 });
    } else {
      count[block.cacheFor === '1h' ? 'written1h' : 'written5m'] += total - counted;
      memory.cache(prefix);
    }
    counted = total;
  }
  count.uncached = Math.ceil(characters / 4) + attachments * attachmentTokens - counted;
  return count;
}

export function messageUsage(
  prompt: PromptCount,
  text: { visible: number; thinking: string },
  behaviour: Behaviour,
): Anthropic.Usage {
  const thinking = countTokens(text.thinking);
  return overrideUsage<Anthropic.Usage>(
    {
      input_tokens: prompt.uncached,
      cache_creation_input_tokens: prompt.written5m + prompt.written1h,
      cache_read_input_tokens: prompt.read,
      cache_creation: {
        ephemeral_5m_input_tokens: prompt.written5m,
        ephemeral_1h_input_tokens: prompt.written1h,
      },
      output_tokens: text.visible + thinking,
      output_tokens_details: text.thinking === '' ? null : { thinking_tokens: thinking },
      inference_geo: null,
      server_tool_use: null,
      service_tier: 'standard',
      speed: null,
    },
    behaviour.usage,
  );
}
