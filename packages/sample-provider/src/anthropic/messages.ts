import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type * as z from 'zod';
import { type Draft, draft } from '../draft.ts';
import type { Call, Endpoint } from '../endpoint.ts';
import { newId } from '../ids.ts';
import { readContent } from '../prompt.ts';
import { readJson } from '../read-json.ts';
import { eventStream, json, type Reply } from '../reply.ts';
import { thoughts } from '../texts.ts';
import { messageEvents } from './message-events.ts';
import { chosenTools, messageSchema, promptBlocks } from './message-request.ts';
import { countPrompt, messageUsage } from './usage.ts';

/** https://docs.claude.com/en/api/messages */
export const messages: Endpoint = {
  method: 'POST',
  path: /^\/v1\/messages$/,
  answer: createMessage,
};

function createMessage(call: Call): Reply {
  const request = readJson(call, messageSchema);
  const { message, drafted } = composeMessage(request, call);
  if (!request.stream) return json(200, message);
  const events = messageEvents(message, drafted, call.behaviour.chunks);
  return eventStream([...events].map((event) => ({ event: event.type, data: JSON.stringify(event) })));
}

/** The whole message that a request is answered with. */
export function composeMessage(
  request: z.infer<typeof messageSchema>,
  { behaviour, memory }: Pick<Call, 'behaviour' | 'memory'>,
): { message: Anthropic.Message; drafted: Draft } {
  const question = readContent(request.messages.findLast(({ role }) => role === 'user')).text;
  const drafted = draft({
    question,
    calls: chosenTools(request),
    schema: request.output_config?.format?.schema,
    maxTokens: request.max_tokens,
    behaviour,
  });
  const thinks = request.thinking?.type === 'enabled' || request.thinking?.type === 'adaptive';
  const thinking = thinks ? (thoughts[question.length % thoughts.length] ?? '') : '';
  const usage = messageUsage(
    countPrompt(promptBlocks(request), memory),
    { visible: drafted.tokens, thinking },
    behaviour,
  );
  return { message: messageOf({ id: newId('msg_01'), model: request.model, drafted, thinking, usage }), drafted };
}

/** A whole message. @param thinking '' for none */
export function messageOf({
  id,
  model,
  drafted,
  thinking,
  usage,
}: {
  id: string;
  model: string;
  drafted: Draft;
  thinking: string;
  usage: Anthropic.Usage;
}): Anthropic.Message {
  const content: Anthropic.ContentBlock[] = [];
  if (thinking) content.push({ type: 'thinking', thinking, signature: signature(thinking) });
  if (drafted.text) content.push({ type: 'text', text: drafted.text, citations: null });
  for (const call of drafted.calls) {
    content.push({
      type: 'tool_use',
      id: `toolu_01${call.id}`,
      name: call.name,
      input: JSON.parse(call.arguments),
      caller: { type: 'direct' },
    });
  }
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: drafted.calls.length > 0 ? 'tool_use' : drafted.cut ? 'max_tokens' : 'end_turn',
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics: null,
    usage,
  };
}

/** Opaque to callers, as the real one is. */
function signature(thinking: string): string {
  return createHash('shake256', { outputLength: 192 }).update(thinking).digest('base64');
}
