import { unknownUsage } from '@tallystick/log/usage';
import { openaiEmbeddingsConversation } from '../conversations/openai-embeddings.ts';
import { readReportedCost } from '../openai/reported-cost.ts';
import { countReader, type Fields, object, word } from '../reading/fields.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, noStream, type WireFormat } from '../wire-format.ts';

/** https://developers.openai.com/api/reference/resources/embeddings/methods/create */
export const openaiEmbeddings: WireFormat = {
  name: 'openai-embeddings',
  matches: (path) => path.endsWith('/embeddings'),
  request: readRequest,
  json: readEmbeddings,
  stream: () => noStream,
  conversation: openaiEmbeddingsConversation,
};

function readEmbeddings(body: Fields): AnswerFacts {
  const facts = noFacts();
  const count = countReader(facts.warnings);
  const usage = object(body.usage);
  facts.usage = { ...unknownUsage, promptTokens: count(usage, 'prompt_tokens') };
  facts.reportedCost = readReportedCost(usage);
  facts.model = word(body.model);
  return facts;
}
