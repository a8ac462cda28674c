import { cohereBilledApart, readCohereUsage } from '../cohere/usage.ts';
import { cohereChatConversation } from '../conversations/cohere-chat.ts';
import { errorText, type Fields, object, word } from '../reading/fields.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, type StreamReader, type WireFormat } from '../wire-format.ts';

/** https://docs.cohere.com/reference/chat, https://docs.cohere.com/reference/chat-stream. The answer does not name its model. */
export const cohereChat: WireFormat = {
  name: 'cohere-chat',
  matches: (path) => path.endsWith('/v2/chat'),
  request: readRequest,
  json: readAnswer,
  stream: () => new ChatStream(),
  conversation: cohereChatConversation,
};

function readAnswer(body: Fields): AnswerFacts {
  const facts = noFacts();
  const usage = object(body.usage);
  facts.usage = readCohereUsage(usage, facts.warnings);
  facts.billedApart = cohereBilledApart(usage);
  facts.responseId = word(body.id);
  facts.finishReason = word(body.finish_reason);
  return facts;
}

/** The id comes first, and why it ended and the usage last; all between are pieces of the answer. */
const telling = /"type"\s*:\s*"message-(?:start|end)"|"error"\s*:/;

class ChatStream implements StreamReader {
  #id = '';
  /** What the last event says, in the place of a whole answer's fields. */
  #end: Fields = {};
  #error = '';

  wants(data: string): boolean {
    return telling.test(data);
  }

  event({ id, delta, error }: Fields): void {
    const told = object(delta);
    this.#id ||= word(id);
    if (told.finish_reason !== undefined) this.#end = told;
    this.#error ||= errorText(told.error) || errorText(error);
  }

  end(): AnswerFacts {
    return { ...readAnswer({ ...this.#end, id: this.#id }), error: this.#error };
  }
}
