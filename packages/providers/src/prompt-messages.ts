import type { Message, Part } from './conversation.ts';
import { textParts, unknownPart } from './conversation-parts.ts';
import type { JsonText } from './reading/json-text.ts';

/** Texts as the user's messages, one each: a text, a list of texts, or tokens in place of a text, which stay what they are. */
export function promptMessages(prompt: JsonText): Message[] {
  if (!prompt.isGiven) return [];
  // A list of numbers is one text in tokens.
  const isTexts = prompt.isList && /^\[\s*["[{]/.test(prompt.source);
  return (isTexts ? [...prompt.items()] : [prompt]).map((text) => ({ role: 'user', parts: promptParts(text) }));
}

function promptParts(text: JsonText): Part[] {
  return text.isString ? textParts([text.string]) : [unknownPart(text, text.isList ? 'tokens' : '')];
}
