import { anthropicCountTokens } from './formats/anthropic-count-tokens.ts';
import { anthropicMessages } from './formats/anthropic-messages.ts';
import { bedrockConverse } from './formats/bedrock-converse.ts';
import { bedrockInvokeModel } from './formats/bedrock-invoke-model.ts';
import { cohereChat } from './formats/cohere-chat.ts';
import { cohereEmbed } from './formats/cohere-embed.ts';
import { cohereRerank } from './formats/cohere-rerank.ts';
import { googleCountTokens } from './formats/google-count-tokens.ts';
import { googleEmbeddings } from './formats/google-embeddings.ts';
import { googleGenerateContent } from './formats/google-generate-content.ts';
import { googleInteractions } from './formats/google-interactions.ts';
import { googlePredict } from './formats/google-predict.ts';
import { openaiChatCompletions } from './formats/openai-chat-completions.ts';
import { openaiCompletions } from './formats/openai-completions.ts';
import { openaiDecisions } from './formats/openai-decisions.ts';
import { openaiEmbeddings } from './formats/openai-embeddings.ts';
import { openaiImages } from './formats/openai-images.ts';
import { openaiModerations } from './formats/openai-moderations.ts';
import { openaiResponses } from './formats/openai-responses.ts';
import { openaiSpeech } from './formats/openai-speech.ts';
import { openaiTranscriptions } from './formats/openai-transcriptions.ts';
import type { WireFormat } from './wire-format.ts';

/** Every wire format that is understood. A path belongs to at most one of them. */
export const wireFormats: readonly WireFormat[] = [
  openaiChatCompletions,
  openaiResponses,
  openaiCompletions,
  openaiEmbeddings,
  openaiImages,
  openaiSpeech,
  openaiTranscriptions,
  openaiModerations,
  openaiDecisions,
  anthropicMessages,
  anthropicCountTokens,
  googleGenerateContent,
  googleCountTokens,
  googleInteractions,
  googleEmbeddings,
  googlePredict,
  cohereChat,
  cohereEmbed,
  cohereRerank,
  bedrockConverse,
  bedrockInvokeModel,
];

/**
 * The format of the calls to a path, undefined where none is understood. It depends on the path alone, not on the provider:
 * many serve another one's format beside their own.
 *
 * @param path without a query
 */
export function wireFormatOf(path: string): WireFormat | undefined {
  const end = path.endsWith('/') ? path.slice(0, -1) : path;
  return wireFormats.find((format) => format.matches(end));
}
