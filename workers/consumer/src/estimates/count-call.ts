import { type Conversation, readConversation, type StoredConversation } from '@tallystick/providers';
import { countTexts } from './count-texts.ts';
import { isBilledByText, outputOf, promptOf } from './countable.ts';
import { hidesReasoning } from './hidden-reasoning.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

/** A call whose tokens its provider did not tell, or not all of them. */
export interface UntoldCall {
  /** Without the query. */
  path: string;
  /** The bodies' texts. */
  request: string;
  response: string;
  /** base64 for a stream in a binary framing. */
  responseEncoding: StoredConversation['response_encoding'];
  /** Whether the answer is a stream: then what came of it is what the model wrote, also when it was cut. */
  isStream: boolean;
  /** Whether more of the answer came than `response` holds. */
  isCaptureCut: boolean;
  /** What the provider had told of the output when the answer was cut. */
  outputSoFar: number | null;
  model: string;
  /** How much the caller asked the model to reason, '' where the caller did not say. */
  effort: string;
  /** Whether the provider did something beside the answer. */
  hasExtras: boolean;
  /** The sides to count. */
  wants: { prompt: boolean; output: boolean };
}

/** Tokens; where they do not follow from what was said, why, for people, or null where there was nothing to count. */
export interface Counts {
  prompt: number | string | null;
  output: number | string | null;
}

export const noCounts: Counts = { prompt: null, output: null };

/** The most text of one call that is tokenised. Bytes. */
const mostTokenised = 200_000;

/** Counts the tokens of what was said in a call, once an answer has begun. The same call gives the same counts. */
export async function countCall(call: UntoldCall): Promise<Counts> {
  const { path, wants } = call;
  const answered = readConversation({ ...stored(path, '', call.response), response_encoding: call.responseEncoding });
  if (!answered || !isBilledByText(answered.format) || !hasBegun(answered)) return noCounts;
  if (call.hasExtras || hasServerTools(answered)) {
    const reason = 'the provider did more than answer, and what the model read and wrote then is not shown';
    return { prompt: wants.prompt ? reason : null, output: wants.output ? reason : null };
  }
  const tokenizer = await loadTokenizer(call.model);
  const most = mostTokenised / (wants.prompt && wants.output ? 2 : 1);
  return {
    prompt: wants.prompt ? countPrompt(call, tokenizer, most) : null,
    output: wants.output ? countOutput(call, answered, tokenizer, most) : null,
  };
}

function countPrompt({ path, request }: UntoldCall, tokenizer: Tokenizer, most: number): Counts['prompt'] {
  if (request === '') return 'the log does not hold the request';
  const asked = readConversation(stored(path, request, ''));
  const prompt = asked ? promptOf(asked, request, tokenizer) : 'the request is of no known form';
  if (typeof prompt === 'string') return prompt;
  return countTexts(prompt.texts, tokenizer.count, most) + prompt.framing || null;
}

function countOutput(call: UntoldCall, answered: Conversation, tokenizer: Tokenizer, most: number): Counts['output'] {
  const { outputSoFar, isStream, isCaptureCut } = call;
  if (isCaptureCut) return 'the log holds only its beginning';
  // Of an answer in one piece, the model had written all when its first byte came.
  if (!isStream && !answered.complete) return 'the answer is cut, and not streamed as it was written';
  const unread = answered.warnings.find((warning) => warning !== 'the response is cut');
  if (unread !== undefined) return unread;
  const output = outputOf(answered);
  // OpenAI's Responses mention what they do not show.
  const isHidden = answered.format !== 'openai-responses' && hidesReasoning(call.model, call.effort);
  if (isHidden) return outputSoFar || 'the model may have reasoned, and the answer does not show it';
  if (output === null || typeof output === 'string') return outputSoFar || output;
  return Math.max(countTexts(output.texts, tokenizer.count, most) + output.framing, outputSoFar ?? 0);
}

/** Whether the model wrote something, or answered with numbers as models for embeddings do. */
function hasBegun({ output, format, complete, error }: Conversation): boolean {
  return output.length > 0 || (format.endsWith('embeddings') && complete && !error);
}

/** Whether the provider ran tools: what they found was read by the model too, each time it went on. */
function hasServerTools({ output }: Conversation): boolean {
  return output.some(({ parts }) => parts.some(({ type }) => type.startsWith('server_tool_')));
}

function stored(path: string, request_body: string, response_body: string): StoredConversation {
  return { path, request_body, request_encoding: 'utf8', response_body, response_encoding: 'utf8' };
}
