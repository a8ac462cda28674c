import { openaiSpeechConversation } from '../conversations/openai-speech.ts';
import { readAudioUsage } from '../openai/audio-usage.ts';
import { type Fields, object } from '../reading/fields.ts';
import { UsageEvents } from '../reading/usage-events.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, type WireFormat } from '../wire-format.ts';

/**
 * The answer is sound and nothing else, unless events are asked for. All of its output tokens are audio, and priced as such.
 * https://developers.openai.com/api/reference/resources/audio/subresources/speech/methods/create
 */
export const openaiSpeech: WireFormat = {
  name: 'openai-speech',
  matches: (path) => path.endsWith('/audio/speech'),
  request: (body, path) => {
    const facts = readRequest(body, path);
    return { ...facts, stream: facts.stream || body.stream_format === 'sse' };
  },
  json: readAnswer,
  stream: () => new UsageEvents(telling, (events) => readAnswer(events.at(-1) ?? {})),
  answersOtherwise: true,
  conversation: openaiSpeechConversation,
};

function readAnswer(body: Fields): AnswerFacts {
  const facts = noFacts();
  facts.usage = readAudioUsage(object(body.usage), undefined, facts.warnings);
  return facts;
}

const telling = /"type"\s*:\s*"speech\.audio\.done"|"error"/;
