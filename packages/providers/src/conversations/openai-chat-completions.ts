import type { AskedConversation, ConversationFormat, Message, Part, ToolDefinition } from '../conversation.ts';
import { type ChoiceReader, ChoicesConversation, readChoices } from '../conversation-choices.ts';
import { textParts, toolDefinition, unknownPart } from '../conversation-parts.ts';
import { ChatMessage, contentPart } from '../openai/chat-message.ts';
import type { JsonText } from '../reading/json-text.ts';

/** https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create */
export const openaiChatCompletionsConversation: ConversationFormat = {
  request: readRequest,
  json: (body) => readChoices(body, () => new ChatChoice()),
  stream: () => new ChoicesConversation(() => new ChatChoice()),
};

function readRequest(body: JsonText): AskedConversation {
  return {
    // System and developer messages stand among the others, in their order.
    system_instructions: [],
    input: [...body.get('messages').items()].map(readMessage),
    tools: [
      ...[...body.get('tools').items()].map(readTool),
      ...[...body.get('functions').items()].map((fields) =>
        toolDefinition('function', fields, fields.get('parameters')),
      ),
    ],
  };
}

function readMessage(fields: JsonText): Message {
  const role = fields.get('role').word;
  const name = fields.get('name').word;
  return { role, ...(name && { name }), parts: messageParts(fields, role) };
}

function messageParts(fields: JsonText, role: string): Part[] {
  if (!fields.isObject) return [unknownPart(fields, '')];
  if (role === 'tool' || role === 'function') {
    const id = fields.get('tool_call_id').word;
    return [{ type: 'tool_call_response', ...(id && { id }), response: content(fields.get('content')) }];
  }
  const message = new ChatMessage();
  message.add(fields, false);
  return message.parts();
}

function content(value: JsonText): Part[] {
  if (value.isString) return textParts([value.string]);
  return value.isList ? [...value.items()].flatMap(contentPart) : [];
}

function readTool(tool: JsonText): ToolDefinition {
  const type = tool.get('type').word;
  const fields = tool.get(type);
  if (!fields.isObject) return toolDefinition(type, tool, tool);
  return toolDefinition(type, fields, fields.get(type === 'custom' ? 'format' : 'parameters'));
}

class ChatChoice implements ChoiceReader {
  readonly #message = new ChatMessage();

  get role(): string {
    return this.#message.role || 'assistant';
  }

  add(choice: JsonText): void {
    const delta = choice.get('delta');
    if (delta.isObject) this.#message.add(delta, true);
    else this.#message.add(choice.get('message'), false);
  }

  parts(): Part[] {
    return this.#message.parts();
  }
}
