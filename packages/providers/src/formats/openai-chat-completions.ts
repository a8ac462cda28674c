import { openaiChatCompletionsConversation } from '../conversations/openai-chat-completions.ts';
import { ChoicesStream, readChoices } from '../openai/choices.ts';
import { readRequest } from '../request-facts.ts';
import type { WireFormat } from '../wire-format.ts';

/**
 * https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create, and Mistral's agents in the same form:
 * https://docs.mistral.ai/api/endpoint/agents
 */
export const openaiChatCompletions: WireFormat = {
  name: 'openai-chat-completions',
  matches: (path) => /\/(?:chat|agents)\/completions$/.test(path),
  request: readRequest,
  json: readChoices,
  stream: () => new ChoicesStream(),
  conversation: openaiChatCompletionsConversation,
};
