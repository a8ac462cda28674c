import { unknownUsage } from '@tallystick/log/usage';
import { googlePredictConversation } from '../conversations/google-predict.ts';
import { googleMethod, readGoogleRequest } from '../google/request.ts';
import { countReader, type Fields, isCount, list, object } from '../reading/fields.ts';
import { type AnswerFacts, noFacts, noStream, type WireFormat } from '../wire-format.ts';

/**
 * Vertex AI's embeddings, each of which tells its tokens, and Imagen's images, which are billed by the piece.
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api, https://ai.google.dev/gemini-api/docs/imagen
 */
export const googlePredict: WireFormat = {
  name: 'google-predict',
  matches: (path) => googleMethod(path) === 'predict',
  request: readGoogleRequest,
  json: readPredictions,
  stream: () => noStream,
  conversation: googlePredictConversation,
};

function readPredictions(body: Fields): AnswerFacts {
  const facts = noFacts();
  const count = countReader(facts.warnings);
  const predictions = list(body.predictions).map(object);
  const counts = predictions.map(({ embeddings }) => count(object(object(embeddings).statistics), 'token_count'));
  const sum = counts.reduce((before: number, tokens) => before + (tokens ?? Number.NaN), 0);
  facts.usage = { ...unknownUsage, promptTokens: counts.length > 0 && isCount(sum) ? sum : null };
  if (predictions.some(({ bytesBase64Encoded }) => bytesBase64Encoded !== undefined)) facts.billedApart = ['images'];
  return facts;
}
