import type Anthropic from '@anthropic-ai/sdk';
import { type Draft, split } from '../draft.ts';

type StreamEvent = Anthropic.RawMessageStreamEvent | { type: 'ping' };

/**
 * The events of a streamed message. `message_start` reports the input and the first output token, `message_delta` the
 * totals. https://docs.claude.com/en/docs/build-with-claude/streaming
 */
export function* messageEvents(
  message: Anthropic.Message,
  drafted: Draft,
  chunks: number | undefined,
): Generator<StreamEvent> {
  const { usage } = message;
  yield {
    type: 'message_start',
    message: {
      ...message,
      content: [],
      stop_reason: null,
      usage: { ...usage, output_tokens: Math.min(usage.output_tokens, 1), output_tokens_details: null },
    },
  };
  let pinged = false;
  for (const [index, block] of message.content.entries()) {
    yield { type: 'content_block_start', index, content_block: emptied(block) };
    if (!pinged) yield { type: 'ping' };
    pinged = true;
    for (const delta of deltas(block, drafted, chunks)) yield { type: 'content_block_delta', index, delta };
    yield { type: 'content_block_stop', index };
  }
  yield {
    type: 'message_delta',
    delta: {
      stop_reason: message.stop_reason,
      stop_sequence: message.stop_sequence,
      stop_details: message.stop_details,
      container: message.container,
    },
    usage: {
      input_tokens: usage.input_tokens,
      cache_creation_input_tokens: usage.cache_creation_input_tokens,
      cache_read_input_tokens: usage.cache_read_input_tokens,
      output_tokens: usage.output_tokens,
      output_tokens_details: usage.output_tokens_details,
      server_tool_use: usage.server_tool_use,
    },
  };
  yield { type: 'message_stop' };
}

function emptied(block: Anthropic.ContentBlock): Anthropic.ContentBlock {
  if (block.type === 'text') return { ...block, text: '' };
  if (block.type === 'thinking') return { ...block, thinking: '', signature: '' };
  return block.type === 'tool_use' ? { ...block, input: {} } : block;
}

function* deltas(
  block: Anthropic.ContentBlock,
  drafted: Draft,
  chunks: number | undefined,
): Generator<Anthropic.RawContentBlockDelta> {
  if (block.type === 'thinking') {
    for (const thinking of split(block.thinking, chunks)) yield { type: 'thinking_delta', thinking };
    yield { type: 'signature_delta', signature: block.signature };
  } else if (block.type === 'text') {
    for (const text of drafted.pieces) yield { type: 'text_delta', text };
  } else if (block.type === 'tool_use') {
    yield { type: 'input_json_delta', partial_json: '' };
    const call = drafted.calls.find(({ name }) => name === block.name);
    for (const partial_json of call?.pieces ?? []) yield { type: 'input_json_delta', partial_json };
  }
}
