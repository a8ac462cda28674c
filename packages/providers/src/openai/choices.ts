import { errorCode, errorMessage, type Fields, list, mergeKnown, object, word } from '../reading/fields.ts';
import { type AnswerFacts, noFacts, type StreamReader, withoutOutput } from '../wire-format.ts';
import { extrasOf, readCompletionUsage, ToolsRun, takenBeside } from './completion-usage.ts';
import { readReportedCost } from './reported-cost.ts';

/**
 * The answers of OpenAI's chat completions and of the older completions, which differ in their choices' content only.
 * https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 */
export function readChoices(body: Fields): AnswerFacts {
  const facts = noFacts();
  const usage = object(body.usage);
  const choices = list(body.choices).map(object);
  facts.usage = readCompletionUsage(usage, facts.warnings);
  facts.reportedCost = readReportedCost(usage);
  facts.billedApart = takenBeside(usage);
  const tools = new ToolsRun();
  for (const { message } of choices) tools.add(object(message));
  facts.extras = { ...extrasOf(usage), ...tools.counts() };
  facts.model = word(body.model);
  facts.responseId = word(body.id);
  facts.finishReason = word(choices[0]?.finish_reason);
  facts.serviceTier = serviceTier(body);
  return facts;
}

/** Mistral names it in the usage: https://github.com/mistralai/client-ts/blob/main/src/models/components/usageinfo.ts */
function serviceTier(body: Fields): string {
  return word(body.service_tier) || word(object(body.usage).service_tier);
}

/** Usage that is not null, an error, a choice's end or a billed tool: what makes a chunk worth parsing once the answer is identified. */
const telling = /"usage"\s*:\s*\{|"error"\s*:\s*[{"]|"finish_reason"\s*:\s*"|"executed_tools"\s*:\s*\[|"\$web_search"/;

/**
 * The chunks of a streamed completion. Usage comes in a last chunk without choices, with `usage: null` before it, when
 * `stream_options.include_usage` asked for it; compatible servers send it with the last choice, or in every chunk. Whatever
 * was said last counts. Groq sends it, and an error, in `x_groq` whether or not it was asked for; Moonshot within a choice.
 * https://console.groq.com/docs/api-reference, https://platform.kimi.ai/docs/api/chat
 */
export class ChoicesStream implements StreamReader {
  readonly #facts = noFacts();
  #usage: Fields = {};
  #usageOfChoice: Fields = {};
  #severalUsages = false;
  readonly #tools = new ToolsRun();

  wants(data: string): boolean {
    return this.#facts.responseId === '' || this.#facts.model === '' || telling.test(data);
  }

  event(chunk: Fields): void {
    const facts = this.#facts;
    const groq = object(chunk.x_groq);
    facts.responseId ||= word(chunk.id);
    facts.model ||= word(chunk.model);
    facts.serviceTier = serviceTier(chunk) || facts.serviceTier;
    facts.error ||= errorMessage(chunk, false) || errorMessage(groq, false);
    facts.errorCode ||= errorCode(chunk, false);
    this.#usage = mergeKnown(mergeKnown(this.#usage, object(groq.usage)), object(chunk.usage));
    for (const choice of list(chunk.choices).map(object)) {
      const reason = word(choice.finish_reason);
      if (reason !== '' && (facts.finishReason === '' || choice.index === 0)) facts.finishReason = reason;
      this.#tools.add(object(choice.delta));
      if (choice.usage !== undefined) this.#readUsageOf(choice);
    }
  }

  /** What a choice's own usage counts when there are several is not documented: then the output is unknown. */
  #readUsageOf(choice: Fields): void {
    this.#usageOfChoice = mergeKnown(this.#usageOfChoice, object(choice.usage));
    this.#severalUsages ||= choice.index !== 0;
  }

  end(complete: boolean): AnswerFacts {
    const facts = this.#facts;
    const whole = Object.keys(this.#usage).length > 0;
    const told = whole ? this.#usage : this.#usageOfChoice;
    const usage = readCompletionUsage(told, facts.warnings);
    // Usage in every chunk counts up to there: the last one is the last only once the choice has ended.
    const ended = whole ? complete || facts.finishReason !== '' : complete && !this.#severalUsages;
    facts.usage = ended ? usage : withoutOutput(usage);
    facts.outputSoFar = ended ? null : usage.completionTokens;
    facts.reportedCost = ended ? readReportedCost(told) : null;
    facts.billedApart = takenBeside(told);
    facts.extras = { ...extrasOf(told), ...this.#tools.counts() };
    return facts;
  }
}
