import type {
  AnsweredConversation,
  AskedConversation,
  ConversationError,
  ConversationFormat,
  ConversationStream,
  PlainAnswer,
} from '../conversation.ts';
import { formFileParts, mediaParts, readError, textParts } from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';

/** https://developers.openai.com/api/reference/resources/audio/subresources/transcriptions/methods/create */
export const openaiTranscriptionsConversation: ConversationFormat = {
  request: readRequest,
  json: (body) => answer([body.get('text').string], body.whole),
  stream: () => new TranscriptionConversation(),
  plain: ({ text }: PlainAnswer) => answer([text], true),
};

/** The sound is a file of the form, or at Groq and Mistral behind an address. */
function readRequest(body: JsonText): AskedConversation {
  const file = body.get('file');
  const url = ['url', 'file_url'].map((name) => body.get(name)).find(({ isGiven }) => isGiven);
  const parts = [
    ...textParts([body.get('prompt').string]),
    ...(file.isGiven ? formFileParts(file, 'audio') : []),
    ...(url ? mediaParts(url, 'audio') : []),
  ];
  return { system_instructions: [], input: parts.length > 0 ? [{ role: 'user', parts }] : [], tools: [] };
}

function answer(texts: readonly string[], complete: boolean): AnsweredConversation {
  const parts = textParts(texts);
  return { output: parts.length > 0 ? [{ role: 'assistant', parts }] : [], complete };
}

/** The last event has all of the text. Mistral's have names of their own. */
class TranscriptionConversation implements ConversationStream {
  readonly #pieces: string[] = [];
  #done: JsonText | undefined;
  #error: ConversationError | undefined;

  event(event: JsonText): void {
    const type = event.get('type').word;
    this.#error ??= readError(event, type === 'error');
    if (type === 'transcript.text.delta') this.#pieces.push(event.get('delta').string);
    else if (type === 'transcription.text.delta') this.#pieces.push(event.get('text').string);
    else if (type === 'transcript.text.done' || type === 'transcription.done') this.#done = event.get('text');
  }

  end(): AnsweredConversation {
    const told = answer(this.#done ? [this.#done.string] : this.#pieces, this.#done !== undefined);
    return { ...told, ...(this.#error && { error: this.#error }) };
  }
}
