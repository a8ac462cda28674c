import type { ConversationFormat } from '../conversation.ts';
import { promptMessages } from '../prompt-messages.ts';
import { saysNothing } from '../reading/says-nothing.ts';

/**
 * What was embedded, as the user's messages.
 * https://developers.openai.com/api/reference/resources/embeddings/methods/create
 */
export const openaiEmbeddingsConversation: ConversationFormat = {
  request: (body) => ({ system_instructions: [], input: promptMessages(body.get('input')), tools: [] }),
  ...saysNothing,
};
