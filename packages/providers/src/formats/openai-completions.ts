import { openaiCompletionsConversation } from '../conversations/openai-completions.ts';
import { ChoicesStream, readChoices } from '../openai/choices.ts';
import { readRequest } from '../request-facts.ts';
import type { WireFormat } from '../wire-format.ts';

/** https://developers.openai.com/api/reference/resources/completions/methods/create */
export const openaiCompletions: WireFormat = {
  name: 'openai-completions',
  matches: (path) => /(?<!\/(?:chat|agents))\/completions$/.test(path),
  request: readRequest,
  json: readChoices,
  stream: () => new ChoicesStream(),
  conversation: openaiCompletionsConversation,
};
