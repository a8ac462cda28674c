import { googleCountTokensConversation } from '../conversations/google-count-tokens.ts';
import { googleMethod, readGoogleRequest } from '../google/request.ts';
import { type Fields, isCount } from '../reading/fields.ts';
import { type AnswerFacts, noFacts, noStream, type WireFormat } from '../wire-format.ts';

/**
 * No model runs, and the call is free: https://ai.google.dev/api/tokens, https://ai.google.dev/gemini-api/docs/billing, and on Vertex AI
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/get-token-count
 */
export const googleCountTokens: WireFormat = {
  name: 'google-count-tokens',
  matches: (path) => googleMethod(path) === 'countTokens',
  request: readGoogleRequest,
  json: readCount,
  stream: () => noStream,
  conversation: googleCountTokensConversation,
};

/** The count is what was asked for, and no usage. */
function readCount({ totalTokens: count }: Fields): AnswerFacts {
  return isCount(count) && count > 0 ? { ...noFacts(), extras: { counted_tokens: count } } : noFacts();
}
