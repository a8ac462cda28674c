import type {
  AnsweredConversation,
  AskedConversation,
  ConversationError,
  ConversationFormat,
  ConversationStream,
  Part,
  PlainAnswer,
} from '../conversation.ts';
import { blobPart, decodedLength, readError, textParts } from '../conversation-parts.ts';
import { promptMessages } from '../prompt-messages.ts';
import type { JsonText } from '../reading/json-text.ts';

/** https://developers.openai.com/api/reference/resources/audio/subresources/speech/methods/create */
export const openaiSpeechConversation: ConversationFormat = {
  request: readRequest,
  // As Mistral answers: https://docs.mistral.ai/api/endpoint/audio/speech
  json: (body) => {
    const data = body.get('audio_data');
    return answer(data.isString ? [blobPart(data, 'audio')] : [], body.whole);
  },
  stream: () => new SpeechConversation(),
  // What is a text is no sound, but an error's page.
  plain: ({ data }: PlainAnswer) => data && answer([{ type: 'blob', modality: 'audio', ...data }], true),
};

function readRequest(body: JsonText): AskedConversation {
  return {
    system_instructions: textParts([body.get('instructions').string]),
    input: promptMessages(body.get('input')),
    tools: [],
  };
}

function answer(parts: Part[], complete: boolean): AnsweredConversation {
  return { output: parts.length > 0 ? [{ role: 'assistant', parts }] : [], complete };
}

/** https://developers.openai.com/api/reference/resources/audio/subresources/speech/streaming-events */
class SpeechConversation implements ConversationStream {
  #bytes = 0;
  #isDone = false;
  #error: ConversationError | undefined;

  event(event: JsonText): void {
    const type = event.get('type').word;
    this.#error ??= readError(event, type === 'error');
    this.#isDone ||= type === 'speech.audio.done';
    // Mistral's name for it is the longer one.
    this.#bytes += decodedLength(event.get('audio').string || event.get('audio_data').string);
  }

  end(): AnsweredConversation {
    const told = answer(this.#bytes > 0 ? [{ type: 'blob', modality: 'audio', bytes: this.#bytes }] : [], this.#isDone);
    return { ...told, ...(this.#error && { error: this.#error }) };
  }
}
