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

/** Pairs calls of tools with what they answered, by their ids, each with the first that follows: an id may come again. */
export function pairTools({ input, output }: Pick<Conversation, 'input' | 'output'>): Pairs {
  const resultOf = new Map<Part, Result>();
  const waiting = new Map<string, Part[]>();
  for (const part of [...input, ...output].flatMap(({ parts }) => parts)) {
    if (!('id' in part) || part.id === undefined) continue;
    if (part.type === 'tool_call' || part.type === 'server_tool_call') {
      waiting.set(part.id, [...(waiting.get(part.id) ?? []), part]);
    } else if (part.type === 'tool_call_response' || part.type === 'server_tool_call_response') {
      const call = waiting.get(part.id)?.shift();
      if (call) resultOf.set(call, part);
    }
  }
  return { resultOf, paired: new Set(resultOf.values()) };
}
