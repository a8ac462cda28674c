import { type Fields, object, word } from '../reading/fields.ts';
import { type AnswerFacts, noFacts } from '../wire-format.ts';
import { cohereBilledApart, readCohereUsage } from './usage.ts';

/** What Cohere's answers other than chats say of themselves, in `meta`. */
export function readCohereMeta(body: Fields): AnswerFacts {
  const facts = noFacts();
  const meta = object(body.meta);
  facts.usage = readCohereUsage(meta, facts.warnings);
  facts.billedApart = cohereBilledApart(meta);
  facts.responseId = word(body.id);
  return facts;
}
