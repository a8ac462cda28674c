import type { ConversationFormat } from '../conversation.ts';
import type { JsonText } from '../json-text.ts';
import { promptMessages } from '../prompt-messages.ts';

/**
 * What was embedded, as the user's messages. The answer is numbers and says nothing.
 * https://developers.openai.com/api/reference/resources/embeddings/methods/create
 */
export const openaiEmbeddingsConversation: ConversationFormat = {
  request: (body) => ({ system_instructions: [], input: promptMessages(body.get('input')), tools: [] }),
  json: (body: JsonText) => ({ output: [], complete: body.whole }),
  stream: () => ({ event: () => {}, end: (complete) => ({ output: [], complete }) }),
};
