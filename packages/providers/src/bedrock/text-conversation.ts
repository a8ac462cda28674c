import type {
  AnsweredConversation,
  AskedConversation,
  ConversationError,
  ConversationFormat,
  ConversationStream,
  Message,
  Part,
} from '../conversation.ts';
import { readError, textParts, unknownPart } from '../conversation-parts.ts';
import { promptMessages } from '../prompt-messages.ts';
import type { JsonText } from '../reading/json-text.ts';

/** What was said to the older models and for embeddings: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html */
export const bedrockTextConversation: ConversationFormat = {
  request: readRequest,
  json: readAnswer,
  stream: () => new TextConversation(),
};

/** Titan's text, the prompt of Llama, Mistral and others, the texts that Cohere embeds, and the message of its Command R. */
const prompts = ['inputText', 'prompt', 'texts', 'message'];

function readRequest(body: JsonText): AskedConversation {
  const said = prompts.map((name) => body.get(name)).find((value) => value.isGiven);
  const image = body.get('inputImage');
  return {
    system_instructions: textParts([body.get('preamble').string]),
    input: [
      ...[...body.get('chat_history').items()].map(earlierMessage),
      ...(said ? promptMessages(said) : []),
      ...(image.isGiven ? [{ role: 'user', parts: [unknownPart(image, 'inputImage')] }] : []),
    ],
    tools: [],
  };
}

function earlierMessage(message: JsonText): Message {
  return { role: message.get('role').word, parts: textParts([message.get('message').string]) };
}

function readAnswer(body: JsonText): AnsweredConversation {
  const conversation = new TextConversation();
  conversation.event(body);
  return { output: conversation.end().output, complete: body.whole };
}

/** Where an answer, or an event of one, has its text. */
const texts = ['outputText', 'generation', 'completion', 'text'];
const reasons = ['stop_reason', 'finish_reason', 'completionReason'];

/** An answer in one object is read as a stream of one event. */
class TextConversation implements ConversationStream {
  readonly #text: string[] = [];
  readonly #others: Part[] = [];
  #reason = '';
  #error: ConversationError | undefined;

  event(event: JsonText): void {
    this.#error ??= readError(event, false);
    const results = ['results', 'outputs', 'generations'].map((name) => event.get(name)).find((list) => list.isList);
    for (const result of results?.items() ?? [event]) {
      this.#text.push(firstOf(result, texts).string);
      this.#reason ||= firstOf(result, reasons).word;
    }
    this.#reason ||= firstOf(event, reasons).word;
    for (const call of event.get('tool_calls').items()) this.#others.push(unknownPart(call, 'tool_calls'));
  }

  end(): AnsweredConversation {
    const parts = [...textParts(this.#text), ...this.#others];
    const reason = this.#reason && { finish_reason: this.#reason };
    return {
      output: parts.length > 0 || this.#reason !== '' ? [{ role: 'assistant', parts, ...reason }] : [],
      complete: this.#reason !== '' && !this.#error,
      ...(this.#error && { error: this.#error }),
    };
  }
}

function firstOf(value: JsonText, names: readonly string[]): JsonText {
  const [found = value.get('')] = names.map((name) => value.get(name)).filter((field) => field.isString);
  return found;
}
