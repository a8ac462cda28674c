import { anthropicMessages } from './formats/anthropic-messages.ts';
import { bedrockConverse } from './formats/bedrock-converse.ts';
import { bedrockInvokeModel } from './formats/bedrock-invoke-model.ts';
import { googleEmbeddings } from './formats/google-embeddings.ts';
import { googleGenerateContent } from './formats/google-generate-content.ts';
import { openaiChatCompletions } from './formats/openai-chat-completions.ts';
import { openaiCompletions } from './formats/openai-completions.ts';
import { openaiEmbeddings } from './formats/openai-embeddings.ts';
import { openaiResponses } from './formats/openai-responses.ts';
import type { WireFormat } from './wire-format.ts';

/** Every wire format that is understood. A path belongs to at most one of them. */
export const wireFormats: readonly WireFormat[] = [
  openaiChatCompletions,
  openaiResponses,
  openaiCompletions,
  openaiEmbeddings,
  anthropicMessages,
  googleGenerateContent,
  googleEmbeddings,
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
