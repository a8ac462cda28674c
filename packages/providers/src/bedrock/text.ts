import { unknownUsage } from '@tallystick/log/usage';
import { countReader, type Fields, list, mergeKnown, object, word } from '../reading/fields.ts';
import { type AnswerFacts, noFacts, type StreamReader, withoutOutput } from '../wire-format.ts';

/**
 * What the older models' own answers tell, whole or in a stream, whose last event has the last counts:
 *
 * - Titan's text and embeddings: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html,
 *   https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
 * - Llama: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html
 * - Mistral's text: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html
 * - Cohere: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html, which tells its tokens in
 *   the headers or not at all
 */
export function readTextAnswer(body: Fields): AnswerFacts {
  const stream = new TextStream();
  stream.event(body);
  return stream.end(true);
}

/** A count or a reason to stop; those that are not told yet are null. */
const telling =
  /"(?:inputTextTokenCount|prompt_token_count)"\s*:\s*\d|"(?:stop_reason|finish_reason|completionReason)"\s*:\s*"|"meta"\s*:\s*\{/;

export class TextStream implements StreamReader {
  #told: Fields = {};

  wants(data: string): boolean {
    return telling.test(data);
  }

  event(event: Fields): void {
    const [result] = list(event.results ?? event.outputs ?? event.generations);
    // Cohere's last event holds the whole answer once more.
    const response = object(event.response);
    const billed = object(object(response.meta ?? event.meta).billed_units);
    for (const part of [result, response, billed, event]) this.#told = mergeKnown(this.#told, object(part));
  }

  end(complete: boolean): AnswerFacts {
    const facts = noFacts();
    const told = this.#told;
    const count = countReader(facts.warnings);
    const first = (names: readonly string[]) =>
      names.map((name) => count(told, name)).find((value) => value !== null) ?? null;
    facts.responseId = word(told.response_id) || word(told.generation_id) || word(told.id);
    facts.finishReason = word(told.stop_reason) || word(told.finish_reason) || word(told.completionReason);
    facts.usage = {
      ...unknownUsage,
      promptTokens: first(['inputTextTokenCount', 'prompt_token_count', 'input_tokens']),
      completionTokens: first(['totalOutputTextTokenCount', 'tokenCount', 'generation_token_count', 'output_tokens']),
    };
    if (!complete && facts.finishReason === '') facts.usage = withoutOutput(facts.usage);
    return facts;
  }
}
