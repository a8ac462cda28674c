import type { AskedConversation, ConversationFormat } from '../conversation.ts';
import { mediaParts } from '../conversation-parts.ts';
import { contentPart } from '../openai/chat-message.ts';
import { promptMessages } from '../prompt-messages.ts';
import type { JsonText } from '../reading/json-text.ts';
import { saysNothing } from '../reading/says-nothing.ts';

/**
 * What was embedded, as the user's messages.
 * https://docs.cohere.com/reference/embed
 */
export const cohereEmbedConversation: ConversationFormat = { request: readRequest, ...saysNothing };

function readRequest(body: JsonText): AskedConversation {
  const images = [...body.get('images').items()].map((image) => mediaParts(image, 'image'));
  const inputs = [...body.get('inputs').items()].map((input) => [...input.get('content').items()].flatMap(contentPart));
  const others = [...images, ...inputs].map((parts) => ({ role: 'user', parts }));
  return { system_instructions: [], input: [...promptMessages(body.get('texts')), ...others], tools: [] };
}
