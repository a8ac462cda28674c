import type Anthropic from '@anthropic-ai/sdk';
import { countTokens, eventText, messageEvents, messageOf } from '@tallystick/sample-provider/wire';
import type { Answer } from '../call.ts';
import type { Random } from '../random.ts';
import { draftOf } from './draft.ts';

export type MessageRequest = Omit<Anthropic.MessageCreateParamsNonStreaming, 'stream'> & { stream: boolean };

/** Shorter beginnings are not cached: https://docs.claude.com/en/docs/build-with-claude/prompt-caching */
const cacheFrom = 1024;

/**
 * A message as Anthropic writes it.
 *
 * @param warm whether all but the last two messages of the prompt were sent a moment ago
 */
export function messageResponse(
  request: MessageRequest,
  answer: Answer,
  { warm, random }: { warm: boolean; random: Random },
): object | string {
  const drafted = draftOf(answer, random);
  const thinking = answer.kind === 'text' ? (answer.thinking ?? '') : '';
  const { system, tools, messages } = request;
  const prompt = countTokens(JSON.stringify([system, tools, messages]));
  const cached = cachedTokens(request, warm);
  const usage: Anthropic.Usage = {
    input_tokens: Math.max(4, prompt - cached.read - cached.written),
    cache_creation_input_tokens: cached.written,
    cache_read_input_tokens: cached.read,
    cache_creation: { ephemeral_5m_input_tokens: cached.written, ephemeral_1h_input_tokens: 0 },
    output_tokens: drafted.tokens + countTokens(thinking),
    output_tokens_details: thinking === '' ? null : { thinking_tokens: countTokens(thinking) },
    inference_geo: null,
    server_tool_use: null,
    service_tier: 'standard',
    speed: null,
  };
  const message = messageOf({ id: `msg_01${random.hex(22)}`, model: request.model, drafted, thinking, usage });
  if (!request.stream) return message;
  const events = [...messageEvents(message, drafted, undefined)];
  return events.map((event) => eventText({ event: event.type, data: JSON.stringify(event) })).join('');
}

/** What the cache does with a prompt whose beginning is marked to be cached. */
function cachedTokens({ system, tools, messages }: MessageRequest, warm: boolean): { read: number; written: number } {
  if (typeof system === 'string') return { read: 0, written: 0 };
  const whole = countTokens(JSON.stringify([system, tools, messages.slice(0, -1)]));
  const before = countTokens(JSON.stringify([system, tools, messages.slice(0, -3)]));
  if (whole < cacheFrom) return { read: 0, written: 0 };
  const read = warm && before >= cacheFrom ? before : 0;
  return { read, written: whole - read };
}
