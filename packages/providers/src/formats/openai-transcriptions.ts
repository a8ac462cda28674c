import { openaiTranscriptionsConversation } from '../conversations/openai-transcriptions.ts';
import { readAudioUsage } from '../openai/audio-usage.ts';
import { readReportedCost } from '../openai/reported-cost.ts';
import { type Fields, object, word } from '../reading/fields.ts';
import { UsageEvents } from '../reading/usage-events.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, type WireFormat } from '../wire-format.ts';

/**
 * Transcriptions and translations of sound. The request is a form, and the answer may be a text or subtitles, which tell nothing.
 * https://developers.openai.com/api/reference/resources/audio/subresources/transcriptions/methods/create,
 * https://developers.openai.com/api/reference/resources/audio/subresources/transcriptions/transcription-streaming-events
 */
export const openaiTranscriptions: WireFormat = {
  name: 'openai-transcriptions',
  matches: (path) => /\/audio\/(?:transcriptions|translations)$/.test(path),
  request: readRequest,
  json: readAnswer,
  stream: () => new UsageEvents(telling, (events) => readAnswer(events.at(-1) ?? {})),
  answersOtherwise: true,
  conversation: openaiTranscriptionsConversation,
};

/** Mistral's answers name their model, OpenAI's do not. */
function readAnswer(body: Fields): AnswerFacts {
  const facts = noFacts();
  const usage = object(body.usage);
  facts.usage = readAudioUsage(usage, body.duration, facts.warnings);
  facts.reportedCost = readReportedCost(usage);
  facts.model = word(body.model);
  // Sound costs more than text: without its share, tokens have no price.
  if (typeof usage.input_tokens === 'number' && facts.usage.promptAudioTokens === null)
    facts.billedApart = ['audio_tokens'];
  return facts;
}

/** OpenAI's last event and Mistral's. */
const telling = /"type"\s*:\s*"(?:transcript\.text|transcription)\.done"|"error"/;
