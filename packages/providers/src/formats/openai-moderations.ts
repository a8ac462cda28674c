import { openaiModerationsConversation } from '../conversations/openai-moderations.ts';
import { readCompletionUsage } from '../openai/completion-usage.ts';
import { type Fields, object, word } from '../reading/fields.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, noStream, type WireFormat } from '../wire-format.ts';

/** https://developers.openai.com/api/reference/resources/moderations/methods/create. OpenAI's tell no usage, Mistral's do. */
export const openaiModerations: WireFormat = {
  name: 'openai-moderations',
  matches: (path) => path.endsWith('/moderations'),
  request: readRequest,
  json: readAnswer,
  stream: () => noStream,
  conversation: openaiModerationsConversation,
};

function readAnswer(body: Fields): AnswerFacts {
  const facts = noFacts();
  facts.usage = readCompletionUsage(object(body.usage), facts.warnings);
  facts.model = word(body.model);
  facts.responseId = word(body.id);
  return facts;
}
