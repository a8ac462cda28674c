import { type Usage, unknownUsage } from '@tallystick/log/usage';
import { anthropicMessagesConversation } from '../conversations/anthropic-messages.ts';
import {
  countReader,
  errorCode,
  errorMessage,
  type Fields,
  identifier,
  isCount,
  list,
  mergeKnown,
  object,
  word,
} from '../fields.ts';
import { googleMethod, readGoogleRequest } from '../google-request.ts';
import { readReportedCost } from '../reported-cost.ts';
import { readRequest } from '../request-facts.ts';
import {
  type AnswerFacts,
  noFacts,
  type RequestFacts,
  type StreamReader,
  type WireFormat,
  withoutOutput,
} from '../wire-format.ts';

/** https://platform.claude.com/docs/en/api/messages, https://platform.claude.com/docs/en/build-with-claude/streaming */
export const anthropicMessages: WireFormat = {
  name: 'anthropic-messages',
  matches: (path) => path.endsWith('/v1/messages') || vertexMethods.has(vertexMethod(path)),
  request: (body, path) => (vertexMethod(path) === '' ? readRequest(body, path) : readVertexRequest(body, path)),
  json: readMessage,
  stream: () => new MessageStream(),
  conversation: anthropicMessagesConversation,
};

/**
 * On Vertex AI the path names the model, and what is sent and answered is Anthropic's all the same.
 * https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai
 */
const vertexMethods = new Set(['rawPredict', 'streamRawPredict']);

function vertexMethod(path: string): string {
  return path.includes('/publishers/anthropic/models/') ? googleMethod(path) : '';
}

function readVertexRequest(body: Fields, path: string): RequestFacts {
  return { ...readRequest(body, path), requestedModel: readGoogleRequest(body, path).requestedModel };
}

function readMessage(body: Fields): AnswerFacts {
  const usage = object(body.usage);
  const facts = noFacts();
  facts.usage = readUsage(usage, facts.warnings);
  facts.model = word(body.model);
  facts.responseId = word(body.id);
  facts.finishReason = word(body.stop_reason);
  facts.serviceTier = usage.speed === 'fast' ? 'fast' : word(usage.service_tier);
  facts.inferenceGeo = word(usage.inference_geo);
  facts.billedApart = othersOf(usage);
  facts.reportedCost = readReportedCost(usage);
  // Code that ran in one is billed by the hour: https://platform.claude.com/docs/en/agents-and-tools/tool-use/code-execution-tool
  if (word(object(body.container).id) !== '') facts.extras = { container: 1 };
  return facts;
}

/**
 * Anthropic's `input_tokens` excludes what was read from the cache and written to it: the total is the sum of the three.
 * `output_tokens` includes thinking. What compacting the context took is in `iterations` only, and billed too.
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching,
 * https://platform.claude.com/docs/en/build-with-claude/compaction
 */
function readUsage(usage: Fields, warnings: string[]): Usage {
  const count = countReader(warnings);
  const iterations = list(usage.iterations).map(object);
  const billed = [usage, ...iterations.filter(({ type }) => type === 'compaction')];
  const input = wholeSum(billed.map((part) => count(part, 'input_tokens')));
  const cacheRead = sum(billed.map((part) => count(part, 'cache_read_input_tokens')));
  const cacheWrite = sum(billed.map((part) => count(part, 'cache_creation_input_tokens')));
  // One addend dropped as absurd leaves no total to trust.
  const total = warnings.length === 0 && input !== null ? sum([input, cacheRead, cacheWrite]) : null;
  const output = wholeSum(billed.map((part) => count(part, 'output_tokens')));
  const [other] = othersOf(usage);
  if (other) warnings.push(`tokens of ${other} are billed apart: the call's total is unknown`);
  return {
    ...unknownUsage,
    promptTokens: other ? null : total,
    completionTokens: other ? null : output,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    cacheWrite1hTokens: sum(billed.map((part) => count(object(part.cache_creation), 'ephemeral_1h_input_tokens'))),
    reasoningTokens: count(object(usage.output_tokens_details), 'thinking_tokens'),
    webSearches: count(object(usage.server_tool_use), 'web_search_requests'),
  };
}

/** The kinds of iterations that the call's own model ran; an advisor, for one, has a model and a price of its own. */
const understood = new Set(['message', 'fallback_message', 'compaction']);

/** The kinds of iterations that others ran. */
function othersOf(usage: Fields): string[] {
  const kinds = new Set(list(usage.iterations).map((iteration) => object(iteration).type));
  const others = [...kinds].filter((kind) => typeof kind === 'string' && !understood.has(kind));
  return others.map((kind) => identifier(kind) || 'another kind');
}

/** The sum of what is known; null when nothing is, or when it is more than can be. */
function sum(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  const total = known.reduce((before, count) => before + count, 0);
  return known.length > 0 && isCount(total) ? total : null;
}

/** The sum of what must all be known: a part alone would pass for the total. */
function wholeSum(counts: readonly (number | null)[]): number | null {
  return counts.includes(null) ? null : sum(counts);
}

const telling = /"type"\s*:\s*"(?:message_start|message_delta|error)"/;

/** `message_start` holds the message with its input usage; each `message_delta` has cumulative counts that override it. */
class MessageStream implements StreamReader {
  #message: Fields = {};
  #usage: Fields = {};
  #error = '';
  #errorCode = '';

  wants(data: string): boolean {
    return telling.test(data);
  }

  event(event: Fields): void {
    if (event.type === 'message_start') {
      this.#message = object(event.message);
      // The first count of output is where counting begins, not what a cut stream has cost.
      this.#usage = { ...object(this.#message.usage), output_tokens: null };
    } else if (event.type === 'message_delta') {
      this.#message = mergeKnown(this.#message, object(event.delta));
      this.#usage = mergeKnown(this.#usage, object(event.usage));
    } else if (event.type === 'error') {
      this.#error ||= errorMessage(event, true);
      this.#errorCode ||= errorCode(event, false);
    }
  }

  end(complete: boolean): AnswerFacts {
    const facts = readMessage({ ...this.#message, usage: this.#usage });
    if (!complete && facts.finishReason === '') {
      facts.usage = withoutOutput(facts.usage);
      facts.reportedCost = null;
    }
    return { ...facts, error: this.#error, errorCode: this.#errorCode };
  }
}
