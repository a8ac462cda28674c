import { readCohereMeta } from '../cohere/meta.ts';
import { cohereRerankConversation } from '../conversations/cohere-rerank.ts';
import { readRequest } from '../request-facts.ts';
import { noStream, type WireFormat } from '../wire-format.ts';

/** https://docs.cohere.com/reference/rerank, https://docs.cohere.com/v1/reference/rerank */
export const cohereRerank: WireFormat = {
  name: 'cohere-rerank',
  matches: (path) => /\/v[12]\/rerank$/.test(path),
  request: readRequest,
  json: readCohereMeta,
  stream: () => noStream,
  conversation: cohereRerankConversation,
};
