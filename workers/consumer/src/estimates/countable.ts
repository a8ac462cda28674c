import type { Conversation, Message, Part } from '@tallystick/providers';
import { addFunction } from './add-function.ts';
import { givenTokens } from './given-tokens.ts';
import type { Tokenizer } from './tokenizer.ts';

/** What a model reads or writes, as far as its tokens follow from it. */
export interface Countable {
  texts: string[];
  /** Tokens that stand for no text. */
  framing: number;
}

/** Formats whose models are billed otherwise than by the tokens of a text that was said. */
const otherwise = new Set([
  'cohere-embed',
  'cohere-rerank',
  'openai-decisions',
  'openai-images',
  'openai-moderations',
  'openai-speech',
  'openai-transcriptions',
]);

/** Whether what was said in this format is billed by its tokens. */
export function isBilledByText(format: string): boolean {
  return !otherwise.has(format);
}

/** The formats that take texts in place of messages. */
const textFormats = new Set(['openai-completions', 'openai-embeddings', 'google-embeddings']);

/** What a message takes beside its texts, its sender's name likewise, and the beginning of the answer. */
const framings = { message: 3, name: 1, answer: 3 };

/**
 * What the model was given to read, by OpenAI's rule for messages and functions; in words why that is not known, where the request does not
 * hold all of it or some of it is no text. https://developers.openai.com/cookbook/examples/how_to_count_tokens_with_tiktoken
 *
 * @param request the text that the conversation was read from
 */
export function promptOf(asked: Conversation, request: string, { functionFraming }: Tokenizer): Countable | string {
  const { format, system_instructions: instructions, input, tools, warnings } = asked;
  const isHeldElsewhere = asked.previous_response_id !== undefined || asked.conversation_id !== undefined;
  if (isHeldElsewhere) return 'the provider holds a part of it';
  if (warnings[0] !== undefined) return warnings[0];
  if (input.length === 0) return 'the request shows none';
  const system: Message[] = instructions.length > 0 ? [{ role: 'system', parts: instructions }] : [];
  const isText = textFormats.has(format);
  const prompt: Countable = { texts: [], framing: isText ? 0 : framings.answer };
  const given = isText ? givenTokens(request) : new Map<string, number>();
  for (const message of [...system, ...input]) {
    if (!isText) addFrame(message, prompt);
    for (const part of message.parts)
      if (!addPart(part, prompt) && !addTokens(part, given, prompt)) return uncounted(part);
  }
  for (const tool of tools) {
    // How a provider tells a model of its own tools is not known.
    if (tool.type !== 'function' && tool.type !== 'custom') return 'it offers tools of the provider’s own';
    addFunction(tool, functionFraming, prompt);
  }
  return prompt;
}

/** What the model wrote in all of its choices; in words why that is not known, where not all of it is text that is shown; null where it is nothing. */
export function outputOf({ output }: Conversation): Countable | string | null {
  const written: Countable = { texts: [], framing: 0 };
  const other = output.flatMap(({ parts }) => parts).find((part) => !addPart(part, written));
  if (other) return uncounted(other);
  return written.texts.some((text) => text !== '') ? written : null;
}

/** Why a part is not counted, whose tokens do not follow from a text. */
function uncounted({ type }: Part): string {
  return type === 'reasoning' ? 'its reasoning is not shown' : 'it has images, files or other parts that are no text';
}

function addFrame({ role, name }: Message, countable: Countable): void {
  countable.framing += framings.message;
  countable.texts.push(role);
  if (name === undefined) return;
  countable.framing += framings.name;
  countable.texts.push(name);
}

/** Adds what a part takes; false for one that is not a text, or one that is not shown. */
function addPart(part: Part, countable: Countable): boolean {
  switch (part.type) {
    case 'text':
    case 'refusal':
      countable.texts.push(part.content);
      return true;
    case 'reasoning':
      countable.texts.push(part.content);
      return !part.redacted && !part.summary;
    case 'tool_call':
      countable.texts.push(part.name, part.arguments ?? '');
      return true;
    case 'tool_call_response':
      return part.response.every((inner) => addPart(inner, countable));
    default:
      return false;
  }
}

/** Adds a text that the caller gave as its tokens; false for any other part. */
function addTokens(part: Part, given: ReadonlyMap<string, number>, countable: Countable): boolean {
  const tokens = part.type === 'unknown' && part.name === 'tokens' ? given.get(part.at.pointer) : undefined;
  countable.framing += tokens ?? 0;
  return tokens !== undefined;
}
