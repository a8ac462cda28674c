import type { AskedConversation, ConversationFormat, Part } from '../conversation.ts';
import { type ChoiceReader, ChoicesConversation, readChoices } from '../conversation-choices.ts';
import { textParts, unknownPart } from '../conversation-parts.ts';
import { promptMessages } from '../prompt-messages.ts';
import type { JsonText } from '../reading/json-text.ts';

/**
 * https://developers.openai.com/api/reference/resources/completions/methods/create. Mistral's that fill in the middle answer in messages:
 * https://docs.mistral.ai/api/endpoint/fim
 */
export const openaiCompletionsConversation: ConversationFormat = {
  request: readRequest,
  json: (body) => readChoices(body, () => new TextChoice()),
  stream: () => new ChoicesConversation(() => new TextChoice()),
};

function readRequest(body: JsonText): AskedConversation {
  const suffix = body.get('suffix');
  const input = promptMessages(body.get('prompt'));
  if (suffix.isGiven) input.push({ role: 'user', parts: [unknownPart(suffix, 'suffix')] });
  return { system_instructions: [], input, tools: [] };
}

class TextChoice implements ChoiceReader {
  readonly role = 'assistant';
  readonly #text: string[] = [];

  add(choice: JsonText): void {
    for (const said of [choice.get('text'), choice.get('message').get('content'), choice.get('delta').get('content')])
      this.#text.push(said.string);
  }

  parts(): Part[] {
    return textParts(this.#text);
  }
}
