import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { takenBeside } from '../completion-usage.ts';
import { openaiResponsesConversation } from '../conversations/openai-responses.ts';
import { countReader, errorCode, errorMessage, type Fields, list, object, word } from '../fields.ts';
import { readReportedCost } from '../reported-cost.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, type StreamReader, type WireFormat } from '../wire-format.ts';

/**
 * https://developers.openai.com/api/reference/resources/responses/methods/create,
 * https://developers.openai.com/api/reference/resources/responses/streaming-events
 */
export const openaiResponses: WireFormat = {
  name: 'openai-responses',
  matches: (path) => path.endsWith('/responses'),
  request: readRequest,
  json: readResponse,
  stream: () => new ResponseStream(),
  conversation: openaiResponsesConversation,
};

function readResponse(body: Fields): AnswerFacts {
  const facts = noFacts();
  facts.usage = readUsage(body, facts.warnings);
  facts.model = word(body.model);
  facts.responseId = word(body.id);
  const status = word(body.status);
  facts.finishReason = word(object(body.incomplete_details).reason) || (unfinished.has(status) ? '' : status);
  facts.serviceTier = word(body.service_tier);
  facts.billedApart = [...billedApart(body, facts.usage), ...takenBeside(object(body.usage))];
  facts.reportedCost = readReportedCost(object(body.usage));
  return facts;
}

/** How a response stands while it is made: in the background, or when its stream was cut. */
const unfinished = new Set(['queued', 'in_progress']);

/**
 * `input_tokens` and `output_tokens` are inclusive already. Perplexity's names for what is cached are Anthropic's:
 * https://github.com/perplexityai/perplexity-node/blob/main/src/resources/responses/responses.ts
 */
function readUsage(body: Fields, warnings: string[]): Usage {
  const usage = object(body.usage);
  const input = object(usage.input_tokens_details);
  const output = object(usage.output_tokens_details);
  const count = countReader(warnings);
  return {
    ...unknownUsage,
    promptTokens: count(usage, 'input_tokens'),
    completionTokens: count(usage, 'output_tokens'),
    cacheReadTokens: count(input, 'cached_tokens') ?? count(input, 'cache_read_input_tokens'),
    cacheWriteTokens: count(input, 'cache_write_tokens') ?? count(input, 'cache_creation_input_tokens'),
    reasoningTokens: count(output, 'reasoning_tokens'),
    webSearches: count(object(object(body.tool_usage).web_search), 'num_requests'),
  };
}

/**
 * Tools that OpenAI runs for a fee, or with another model's tokens. Only searches of the web are counted in an answer's
 * usage, and those of the older tool `web_search_preview` have another fee for each kind of model.
 * https://developers.openai.com/api/docs/pricing
 */
function billedApart(body: Fields, { webSearches }: Usage): string[] {
  const hosted = list(body.output).map(object).filter(isHosted);
  const tools = new Set(hosted.map(({ type }) => word(type)));
  const preview = list(body.tools).some((tool) => word(object(tool).type).startsWith('web_search_preview'));
  if (webSearches !== null) tools.delete('web_search_call');
  if (webSearches !== null && webSearches > 0 && preview) tools.add('web_search_preview');
  const images = object(object(body.tool_usage).image_gen);
  if (Object.values(images).some((count) => typeof count === 'number' && count > 0)) tools.add('image_generation_call');
  return [...tools];
}

/** Whether OpenAI ran a tool. A shell runs in a container of OpenAI's unless the answer names the caller's own machine. */
function isHosted({ type, environment }: Fields): boolean {
  return hostedTools.has(word(type)) && object(environment).type !== 'local';
}

const hostedTools = new Set([
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'shell_call',
]);

/** The response as it begins, for a stream that is cut, and as it ends; all between are pieces of its output. */
const telling = /"type"\s*:\s*"(?:response\.(?:created|completed|incomplete|failed|cancelled)|error)"/;

class ResponseStream implements StreamReader {
  #response: Fields = {};
  #error = '';
  #errorCode = '';

  wants(data: string): boolean {
    return telling.test(data);
  }

  event(event: Fields): void {
    if (event.type === 'error') this.#error ||= errorMessage(event, true);
    else if (event.response !== undefined) this.#response = object(event.response);
    this.#error ||= errorMessage(this.#response, false);
    this.#errorCode ||= errorCode(event, event.type === 'error') || errorCode(this.#response, false);
  }

  end(): AnswerFacts {
    return { ...readResponse(this.#response), error: this.#error, errorCode: this.#errorCode };
  }
}
