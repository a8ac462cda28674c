import { readCohereMeta } from '../cohere/meta.ts';
import { cohereEmbedConversation } from '../conversations/cohere-embed.ts';
import { readRequest } from '../request-facts.ts';
import { noStream, type WireFormat } from '../wire-format.ts';

/** https://docs.cohere.com/reference/embed, https://docs.cohere.com/v1/reference/embed */
export const cohereEmbed: WireFormat = {
  name: 'cohere-embed',
  matches: (path) => /\/v[12]\/embed$/.test(path),
  request: readRequest,
  json: readCohereMeta,
  stream: () => noStream,
  conversation: cohereEmbedConversation,
};
