import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { countReader, errorCode, errorMessage, type Fields, list, mergeKnown, object, word } from './fields.ts';
import { type AnswerFacts, noFacts, type StreamReader, withoutOutput } from './wire-format.ts';

/**
 * The answers of OpenAI's chat completions and of the older completions, which differ in their choices' content only.
 * https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 */
export function readChoices(body: Fields): AnswerFacts {
  const facts = noFacts();
  facts.usage = readCompletionUsage(object(body.usage), facts.warnings);
  facts.model = word(body.model);
  facts.responseId = word(body.id);
  facts.finishReason = word(object(list(body.choices)[0]).finish_reason);
  facts.serviceTier = word(body.service_tier);
  return facts;
}

/**
 * Usage as all of OpenAI's completions report it. `prompt_tokens` and `completion_tokens` are inclusive already; servers that leave
 * reasoning out of the latter, such as Google's, have it in `total_tokens`.
 * https://discuss.ai.google.dev/t/127400
 */
function readCompletionUsage(usage: Fields, warnings: string[]): Usage {
  const count = countReader(warnings);
  const prompt = object(usage.prompt_tokens_details);
  const completion = object(usage.completion_tokens_details);
  const promptTokens = count(usage, 'prompt_tokens');
  const completionTokens = count(usage, 'completion_tokens');
  const total = count(usage, 'total_tokens');
  const isShort = promptTokens !== null && completionTokens !== null && total !== null;
  return {
    ...unknownUsage,
    promptTokens,
    completionTokens: isShort ? Math.max(completionTokens, total - promptTokens) : completionTokens,
    cacheReadTokens: count(prompt, 'cached_tokens'),
    cacheWriteTokens: count(prompt, 'cache_write_tokens'),
    promptAudioTokens: count(prompt, 'audio_tokens'),
    completionAudioTokens: count(completion, 'audio_tokens'),
    reasoningTokens: count(completion, 'reasoning_tokens'),
  };
}

/** Usage that is not null, an error, or a choice's end: what makes a chunk worth parsing once the answer is identified. */
const telling = /"usage"\s*:\s*\{|"error"\s*:\s*[{"]|"finish_reason"\s*:\s*"/;

/**
 * The chunks of a streamed completion. Usage comes in a last chunk without choices, with `usage: null` before it, when
 * `stream_options.include_usage` asked for it; compatible servers send it with the last choice, or in every chunk. Whatever
 * was said last counts.
 */
export class ChoicesStream implements StreamReader {
  readonly #facts = noFacts();
  #usage: Fields = {};

  wants(data: string): boolean {
    return this.#facts.responseId === '' || this.#facts.model === '' || telling.test(data);
  }

  event(chunk: Fields): void {
    const facts = this.#facts;
    facts.responseId ||= word(chunk.id);
    facts.model ||= word(chunk.model);
    facts.serviceTier = word(chunk.service_tier) || facts.serviceTier;
    facts.error ||= errorMessage(chunk, false);
    facts.errorCode ||= errorCode(chunk, false);
    this.#usage = mergeKnown(this.#usage, object(chunk.usage));
    for (const choice of list(chunk.choices).map(object)) {
      const reason = word(choice.finish_reason);
      if (reason !== '' && (facts.finishReason === '' || choice.index === 0)) facts.finishReason = reason;
    }
  }

  end(complete: boolean): AnswerFacts {
    const facts = this.#facts;
    const usage = readCompletionUsage(this.#usage, facts.warnings);
    // Usage in every chunk counts up to there: the last one is the last only once the choice has ended.
    facts.usage = complete || facts.finishReason !== '' ? usage : withoutOutput(usage);
    return facts;
  }
}
