import type { RequestAnswer } from '@tallystick/client';

type Call = Pick<
  RequestAnswer['request'],
  | 'cost_breakdown'
  | 'prompt_tokens'
  | 'completion_tokens'
  | 'cache_read_tokens'
  | 'cache_write_tokens'
  | 'prompt_audio_tokens'
  | 'completion_audio_tokens'
  | 'reasoning_tokens'
>;

export interface ReceiptLine {
  name: string;
  words: string;
  /** Tokens, or null where the call does not tell how many of what. */
  tokens: number | null;
  /** USD for a million tokens. */
  rate: number | null;
  /** Decimal text in USD. */
  usd: string;
}

/** The lines of a cost in the order of a bill, what is no part of the others first. */
const lines: Record<string, { words: string; of?: 'input' | 'output'; tokens?: (call: Call) => number | null }> = {
  input: { words: 'Input' },
  cache_read: { words: 'Read from cache', of: 'input', tokens: unlessCachedMedia((call) => call.cache_read_tokens) },
  cache_read_audio: { words: 'Audio read from cache', of: 'input', tokens: () => null },
  cache_write: { words: 'Written to cache', of: 'input', tokens: written('cache_write_1h') },
  cache_write_1h: { words: 'Written to cache, 1 h', of: 'input', tokens: written('cache_write') },
  input_audio: { words: 'Audio in', of: 'input', tokens: unlessCachedMedia((call) => call.prompt_audio_tokens) },
  cache_read_image: { words: 'Images read from cache', of: 'input', tokens: () => null },
  input_image: { words: 'Images in', of: 'input', tokens: () => null },
  input_video: { words: 'Video in', of: 'input', tokens: () => null },
  output: { words: 'Output' },
  reasoning: { words: 'Reasoning', of: 'output', tokens: (call) => call.reasoning_tokens },
  output_audio: { words: 'Audio out', of: 'output', tokens: (call) => call.completion_audio_tokens },
  output_image: { words: 'Images out', of: 'output', tokens: () => null },
  output_video: { words: 'Video out', of: 'output', tokens: () => null },
  audio_time: { words: 'Sound by its length', tokens: () => null },
  web_search: { words: 'Web searches', tokens: () => null },
  request: { words: 'Fee of the call', tokens: () => null },
  reported: { words: 'As reported', tokens: () => null },
};

/** Both kinds of writes are counted as one: where both were charged, nobody knows how many of each there were. */
function written(other: string) {
  return (call: Call) => (other in call.cost_breakdown ? null : call.cache_write_tokens);
}

/** How much of the audio and of the images was cached is in the cost only. */
function unlessCachedMedia(tokens: (call: Call) => number | null) {
  const isCached = (call: Call) =>
    'cache_read_audio' in call.cost_breakdown || 'cache_read_image' in call.cost_breakdown;
  return (call: Call) => (isCached(call) ? null : tokens(call));
}

/**
 * The cost line by line: so many tokens at so much. The rate is what was charged, discounts of the tier and long prompts included:
 * it follows from the line.
 */
export function receiptLines(call: Call): ReceiptLine[] {
  const known = Object.keys(lines).filter((name) => name in call.cost_breakdown);
  const others = Object.keys(call.cost_breakdown).filter((name) => !(name in lines));
  return [...known, ...others].map((name) => {
    const usd = call.cost_breakdown[name] ?? '0';
    const tokens = tokensOf(name, call);
    return { name, words: lines[name]?.words ?? name, tokens, rate: tokens ? (Number(usd) / tokens) * 1e6 : null, usd };
  });
}

function tokensOf(name: string, call: Call): number | null {
  if (name !== 'input' && name !== 'output') return lines[name]?.tokens?.(call) ?? null;
  const charged = new Set(Object.keys(call.cost_breakdown));
  let rest = name === 'input' ? call.prompt_tokens : call.completion_tokens;
  if (name === 'input' && charged.has('cache_write') && charged.has('cache_write_1h')) {
    // Counted together: taken off once, below.
    charged.delete('cache_write');
    charged.delete('cache_write_1h');
    rest = less(rest, call.cache_write_tokens);
  }
  for (const part of charged) if (lines[part]?.of === name) rest = less(rest, tokensOf(part, call));
  return rest;
}

function less(total: number | null, part: number | null): number | null {
  return total === null || part === null ? null : total - part;
}
