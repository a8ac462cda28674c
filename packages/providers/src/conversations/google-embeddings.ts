import type { ConversationFormat } from '../conversation.ts';
import { contentMessage } from '../google/content-part.ts';
import { saysNothing } from '../reading/says-nothing.ts';

/**
 * What was embedded, as the user's messages.
 * https://ai.google.dev/api/embeddings
 */
export const googleEmbeddingsConversation: ConversationFormat = {
  request: (body) => {
    const batch = [...body.get('requests').items()].map((request) => request.get('content'));
    const contents = [body.get('content'), ...batch].filter((content) => content.isGiven);
    return { system_instructions: [], input: contents.map(contentMessage), tools: [] };
  },
  ...saysNothing,
};
