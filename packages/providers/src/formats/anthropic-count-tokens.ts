import { anthropicCountTokensConversation } from '../conversations/anthropic-count-tokens.ts';
import { type Fields, isCount } from '../reading/fields.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, noStream, type WireFormat } from '../wire-format.ts';

/** No model runs, and the call is free: https://platform.claude.com/docs/en/build-with-claude/token-counting */
export const anthropicCountTokens: WireFormat = {
  name: 'anthropic-count-tokens',
  matches: (path) => path.endsWith('/v1/messages/count_tokens'),
  request: readRequest,
  json: readCount,
  stream: () => noStream,
  conversation: anthropicCountTokensConversation,
};

/** The count is what was asked for, and no usage. */
function readCount({ input_tokens: count }: Fields): AnswerFacts {
  return isCount(count) && count > 0 ? { ...noFacts(), extras: { counted_tokens: count } } : noFacts();
}
