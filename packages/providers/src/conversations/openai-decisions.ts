import type { ConversationFormat, Part } from '../conversation.ts';
import { unknownPart } from '../conversation-parts.ts';
import type { JsonText } from '../reading/json-text.ts';
import { saysNothing } from '../reading/says-nothing.ts';
import { readInput } from './openai-responses.ts';

/**
 * What is asked about as the user's messages, the questions as instructions; both they and the answers in their own words.
 * https://developers.openai.com/api/reference/resources/decisions/methods/create
 */
export const openaiDecisionsConversation: ConversationFormat = {
  request: (body) => {
    const input = body.get('input');
    // Perplexity's name for it: https://docs.perplexity.ai/docs/decisions/quickstart
    const asked = readInput(input.isGiven ? input : body.get('state'));
    return { system_instructions: given(body, 'questions'), input: asked, tools: [] };
  },
  json: (body) => {
    const parts = given(body, 'answers');
    return { output: parts.length > 0 ? [{ role: 'assistant', parts }] : [], complete: body.whole };
  },
  stream: saysNothing.stream,
};

function given(body: JsonText, name: string): Part[] {
  const value = body.get(name);
  return value.isGiven ? [unknownPart(value, name)] : [];
}
