import { openaiResponsesConversation } from '../conversations/openai-responses.ts';
import { extrasOf, takenBeside } from '../openai/completion-usage.ts';
import { hostedTools, noTools } from '../openai/hosted-tools.ts';
import { readReportedCost } from '../openai/reported-cost.ts';
import { readResponseUsage } from '../openai/response-usage.ts';
import { errorCode, errorMessage, type Fields, object, word } from '../reading/fields.ts';
import { readRequest } from '../request-facts.ts';
import { type AnswerFacts, noFacts, type StreamReader, type WireFormat } from '../wire-format.ts';

/**
 * Responses, and what makes a long conversation shorter, which is answered like them and does not name its model.
 * https://developers.openai.com/api/reference/resources/responses/methods/create,
 * https://developers.openai.com/api/reference/resources/responses/streaming-events,
 * https://developers.openai.com/api/reference/resources/responses/methods/compact
 */
export const openaiResponses: WireFormat = {
  name: 'openai-responses',
  matches: (path) => /\/responses(?:\/compact)?$/.test(path),
  request: readRequest,
  json: readResponse,
  stream: () => new ResponseStream(),
  conversation: openaiResponsesConversation,
};

function readResponse(body: Fields): AnswerFacts {
  const facts = noFacts();
  const counted = extrasOf(object(body.usage));
  // What xAI's usage counts of tools is in its items too.
  const tools = Object.keys(counted).length > 0 ? noTools : hostedTools(body);
  facts.usage = { ...readResponseUsage(object(body.usage), facts.warnings), webSearches: tools.webSearches };
  facts.model = word(body.model);
  facts.responseId = word(body.id);
  const status = word(body.status);
  facts.finishReason = word(object(body.incomplete_details).reason) || (unfinished.has(status) ? '' : status);
  facts.serviceTier = word(body.service_tier);
  facts.extras = { ...counted, ...tools.extras };
  facts.billedApart = [...tools.uncounted, ...takenBeside(object(body.usage))];
  facts.reportedCost = readReportedCost(object(body.usage));
  return facts;
}

/** How a response stands while it is made: in the background, or when its stream was cut. */
const unfinished = new Set(['queued', 'in_progress']);

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
