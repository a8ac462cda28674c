import { CohereMessage, documentParts } from '../cohere/message.ts';
import type {
  AnsweredConversation,
  AskedConversation,
  ConversationError,
  ConversationFormat,
  ConversationStream,
  Message,
  OutputMessage,
} from '../conversation.ts';
import { toolDefinition } from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

/** https://docs.cohere.com/reference/chat, https://docs.cohere.com/reference/chat-stream */
export const cohereChatConversation: ConversationFormat = {
  request: readRequest,
  json: readAnswer,
  stream: () => new ChatConversation(),
};

function readRequest(body: JsonText): AskedConversation {
  return {
    // Documents stand apart from the messages, for the model to cite.
    system_instructions: [...body.get('documents').items()].flatMap(documentParts),
    input: [...body.get('messages').items()].map(readMessage),
    tools: [...body.get('tools').items()].map((tool) => {
      const fields = tool.get('function');
      return toolDefinition(tool.get('type').word, fields, fields.get('parameters'));
    }),
  };
}

function readMessage(fields: JsonText): Message {
  const message = new CohereMessage();
  message.add(fields);
  const parts = message.parts();
  if (message.role !== 'tool') return { role: message.role, parts };
  const id = fields.get('tool_call_id').word;
  return { role: message.role, parts: [{ type: 'tool_call_response', ...(id && { id }), response: parts }] };
}

function readAnswer(body: JsonText): AnsweredConversation {
  const message = new CohereMessage();
  message.add(body.get('message'));
  return { output: outputOf(message, body.get('finish_reason').word), complete: body.whole };
}

function outputOf(message: CohereMessage, reason: string): OutputMessage[] {
  const parts = message.parts();
  if (parts.length === 0 && reason === '') return [];
  return [{ role: message.role || 'assistant', parts, ...(reason && { finish_reason: reason }) }];
}

class ChatConversation implements ConversationStream {
  readonly #message = new CohereMessage();
  #reason = '';
  #error: ConversationError | undefined;

  event(event: JsonText): void {
    const delta = event.get('delta');
    this.#message.addDelta(event.get('index').number ?? 0, delta.get('message'));
    this.#reason ||= delta.get('finish_reason').word;
    const message = delta.get('error').string;
    if (message !== '') this.#error ??= { type: this.#reason, message: message.toWellFormed() };
  }

  end(): AnsweredConversation {
    const output = outputOf(this.#message, this.#reason);
    return { output, complete: this.#reason !== '' && !this.#error, ...(this.#error && { error: this.#error }) };
  }
}
