import { googleEmbeddingsConversation } from '../conversations/google-embeddings.ts';
import { googleMethod, readGoogleRequest } from '../google/request.ts';
import { readGoogleUsage } from '../google/usage.ts';
import { type Fields, object } from '../reading/fields.ts';
import { type AnswerFacts, noFacts, noStream, type WireFormat } from '../wire-format.ts';

/**
 * https://ai.google.dev/api/embeddings, and on Vertex AI
 * https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/projects.locations.publishers.models/embedContent
 */
export const googleEmbeddings: WireFormat = {
  name: 'google-embeddings',
  matches: (path) => methods.has(googleMethod(path)),
  request: readGoogleRequest,
  json: readEmbeddings,
  stream: () => noStream,
  conversation: googleEmbeddingsConversation,
};

const methods = new Set(['embedContent', 'batchEmbedContents']);

function readEmbeddings(body: Fields): AnswerFacts {
  const facts = noFacts();
  facts.usage = readGoogleUsage(object(body.usageMetadata), facts.warnings);
  return facts;
}
