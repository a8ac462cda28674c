import type {
  Conversation,
  Part,
  ServerToolCallResponsePart,
  ToolCallResponsePart,
} from '@tallystick/providers/conversation';

type Result = ToolCallResponsePart | ServerToolCallResponsePart;

/** Which result belongs to which call of a tool, so that they are read together. */
export interface Pairs {
  resultOf: ReadonlyMap<Part, Result>;
  /** Results that stand with their call. */
  paired: ReadonlySet<Part>;
}

/**
 * Pairs calls of tools with what they answered, by their ids, or by the tool's name where the wire format gives none: each with the first
 * that follows, since an id may come again.
 */
export function pairTools({ input, output }: Pick<Conversation, 'input' | 'output'>): Pairs {
  const resultOf = new Map<Part, Result>();
  const waiting = new Map<string, Part[]>();
  for (const part of [...input, ...output].flatMap(({ parts }) => parts)) {
    const key = keyOf(part);
    if (key === undefined) continue;
    if (part.type === 'tool_call' || part.type === 'server_tool_call') {
      waiting.set(key, [...(waiting.get(key) ?? []), part]);
    } else if (part.type === 'tool_call_response' || part.type === 'server_tool_call_response') {
      const call = waiting.get(key)?.shift();
      if (call) resultOf.set(call, part);
    }
  }
  return { resultOf, paired: new Set(resultOf.values()) };
}

function keyOf(part: Part): string | undefined {
  if ('id' in part && part.id !== undefined) return `id ${part.id}`;
  const isNamed = part.type === 'tool_call' || part.type === 'tool_call_response';
  return isNamed && part.name !== undefined ? `name ${part.name}` : undefined;
}
