import { readCohereMeta } from '../cohere-meta.ts';
import { cohereRerankConversation } from '../conversations/cohere-rerank.ts';
import { readRequest } from '../request-facts.ts';
import { noStream, type WireFormat } from '../wire-format.ts';

/** https://docs.cohere.com/reference/rerank */
export const cohereRerank: WireFormat = {
  name: 'cohere-rerank',
  matches: (path) => path.endsWith('/v2/rerank'),
  request: readRequest,
  json: readCohereMeta,
  stream: () => noStream,
  conversation: cohereRerankConversation,
};
