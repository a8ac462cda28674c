import type { ConversationFormat, Message } from '../conversation.ts';
import { answersResults } from '../conversation-results.ts';
import { contentPart } from '../openai/chat-message.ts';
import { promptMessages } from '../prompt-messages.ts';
import type { JsonText } from '../reading/json-text.ts';

/**
 * What was judged, as the user's messages.
 * https://developers.openai.com/api/reference/resources/moderations/methods/create
 */
export const openaiModerationsConversation: ConversationFormat = {
  request: (body) => ({ system_instructions: [], input: readInput(body.get('input')), tools: [] }),
  ...answersResults,
};

/** Texts, or the parts of one content. */
function readInput(input: JsonText): Message[] {
  const items = [...input.items()];
  if (!items[0]?.isObject) return promptMessages(input);
  return [{ role: 'user', parts: items.flatMap(contentPart) }];
}
