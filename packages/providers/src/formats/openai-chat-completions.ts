import { openaiChatCompletionsConversation } from '../conversations/openai-chat-completions.ts';
import { ChoicesStream, readChoices } from '../openai-choices.ts';
import { readRequest } from '../request-facts.ts';
import type { WireFormat } from '../wire-format.ts';

/** https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create */
export const openaiChatCompletions: WireFormat = {
  name: 'openai-chat-completions',
  matches: (path) => path.endsWith('/chat/completions'),
  request: readRequest,
  json: readChoices,
  stream: () => new ChoicesStream(),
  conversation: openaiChatCompletionsConversation,
};
