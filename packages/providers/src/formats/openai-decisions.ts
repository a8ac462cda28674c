import { openaiDecisionsConversation } from '../conversations/openai-decisions.ts';
import { readReportedCost } from '../openai/reported-cost.ts';
import { readResponseUsage } from '../openai/response-usage.ts';
import { type Fields, object, word } from '../reading/fields.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, noStream, type WireFormat } from '../wire-format.ts';

/**
 * Questions about a text, answered with probabilities. The usage is told like that of responses.
 * https://developers.openai.com/api/reference/resources/decisions/methods/create, https://docs.perplexity.ai/docs/decisions/quickstart
 */
export const openaiDecisions: WireFormat = {
  name: 'openai-decisions',
  matches: (path) => path.endsWith('/decisions'),
  request: readRequest,
  json: readAnswer,
  stream: () => noStream,
  conversation: openaiDecisionsConversation,
};

function readAnswer(body: Fields): AnswerFacts {
  const facts = noFacts();
  const usage = object(body.usage);
  facts.usage = readResponseUsage(usage, facts.warnings);
  facts.reportedCost = readReportedCost(usage);
  facts.model = word(body.model);
  facts.responseId = word(body.id);
  return facts;
}
