import type {
  AnsweredConversation,
  ConversationError,
  ConversationStream,
  OutputMessage,
  Part,
} from './conversation.ts';
import { readError } from './conversation-parts.ts';
import type { JsonText } from './reading/json-text.ts';

/** Takes what one choice is told of, whole or in pieces, and says what it comes to. */
export interface ChoiceReader {
  readonly role: string;
  /** @param choice an entry of the list */
  add(choice: JsonText): void;
  parts(): Part[];
}

/** What a wire format calls its choices and the reason why one ended. */
interface ChoiceNames {
  list: string;
  finishReason: string;
}

interface Choice {
  reader: ChoiceReader;
  finishReason: string;
}

/**
 * The choices of OpenAI's chat completions and of the older completions, and Google's candidates. Models of Mistral's and DeepSeek's at
 * Amazon have the reason in `stop_reason`. An answer in one object is read as a stream of one
 * chunk: the two differ in how much a chunk holds.
 */
export class ChoicesConversation implements ConversationStream {
  readonly #begin: () => ChoiceReader;
  readonly #names: ChoiceNames;
  readonly #choices = new Map<number, Choice>();
  #error: ConversationError | undefined;

  constructor(begin: () => ChoiceReader, names: ChoiceNames = { list: 'choices', finishReason: 'finish_reason' }) {
    this.#begin = begin;
    this.#names = names;
  }

  event(chunk: JsonText): void {
    this.#error ??= readError(chunk, false);
    let position = 0;
    for (const fields of chunk.get(this.#names.list).items()) {
      const choice = this.#choice(fields.get('index').number ?? position);
      choice.reader.add(fields);
      const reason = fields.get(this.#names.finishReason).word || fields.get('stop_reason').word;
      choice.finishReason = reason || choice.finishReason;
      position++;
    }
  }

  end(done: boolean): AnsweredConversation {
    const choices = [...this.#choices].sort(([one], [other]) => one - other).map(([, choice]) => choice);
    const finished = choices.length > 0 && choices.every(({ finishReason }) => finishReason !== '');
    return {
      output: choices.map(outputMessage),
      complete: !this.#error && (done || finished),
      ...(this.#error && { error: this.#error }),
    };
  }

  #choice(index: number): Choice {
    const known = this.#choices.get(index);
    if (known) return known;
    const choice = { reader: this.#begin(), finishReason: '' };
    this.#choices.set(index, choice);
    return choice;
  }
}

/** An answer in one object. */
export function readChoices(body: JsonText, begin: () => ChoiceReader): AnsweredConversation {
  const choices = new ChoicesConversation(begin);
  choices.event(body);
  return { output: choices.end(true).output, complete: body.whole };
}

function outputMessage({ reader, finishReason }: Choice): OutputMessage {
  return { role: reader.role, parts: reader.parts(), ...(finishReason && { finish_reason: finishReason }) };
}
