import type { ConversationFormat, Part } from '../conversation.ts';
import { textParts, unknownPart } from '../conversation-parts.ts';
import { answersResults } from '../conversation-results.ts';
import { promptMessages } from '../prompt-messages.ts';
import type { JsonText } from '../reading/json-text.ts';

/**
 * The documents, and the question by which they are ranked.
 * https://docs.cohere.com/reference/rerank
 */
export const cohereRerankConversation: ConversationFormat = {
  request: (body) => ({
    system_instructions: [...body.get('documents').items()].flatMap(documentPart),
    input: promptMessages(body.get('query')),
    tools: [],
  }),
  ...answersResults,
};

function documentPart(document: JsonText): Part[] {
  return document.isString ? textParts([document.string]) : [unknownPart(document, 'document')];
}
