import { readCohereMeta } from '../cohere-meta.ts';
import { cohereEmbedConversation } from '../conversations/cohere-embed.ts';
import { readRequest } from '../request-facts.ts';
import { noStream, type WireFormat } from '../wire-format.ts';

/** https://docs.cohere.com/reference/embed */
export const cohereEmbed: WireFormat = {
  name: 'cohere-embed',
  matches: (path) => path.endsWith('/v2/embed'),
  request: readRequest,
  json: readCohereMeta,
  stream: () => noStream,
  conversation: cohereEmbedConversation,
};
