import { readAnthropicUsage } from '../anthropic/usage.ts';
import { anthropicMessagesConversation } from '../conversations/anthropic-messages.ts';
import { googleMethod, readGoogleRequest } from '../google/request.ts';
import { readReportedCost } from '../openai/reported-cost.ts';
import { errorCode, errorMessage, type Fields, list, mergeKnown, object, word } from '../reading/fields.ts';
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
  const { answering, others, unknownKinds, isHandedOver } = readAnthropicUsage(usage, facts.warnings);
  facts.usage = answering.usage;
  facts.model = answering.model || word(body.model);
  facts.otherModels = others;
  facts.responseId = word(body.id);
  facts.finishReason = word(body.stop_reason);
  facts.serviceTier = usage.speed === 'fast' ? 'fast' : word(usage.service_tier);
  facts.inferenceGeo = word(usage.inference_geo);
  facts.billedApart = unknownKinds;
  facts.reportedCost = readReportedCost(usage);
  const isCredited = isHandedOver || object(object(usage.fallback_credit).status).type === 'redeemed';
  facts.extras = {
    ...(word(object(body.container).id) !== '' && { container: 1 }),
    ...(facts.finishReason === 'refusal' && !list(body.content).some(isOutput) && { refusal: 1 }),
    ...(isCredited && answering.usage.cacheWriteTokens && { fallback_credit: 1 }),
  };
  return facts;
}

/** A model that declines before any output leaves at most the mark that another took over. */
function isOutput(block: unknown): boolean {
  return object(block).type !== 'fallback';
}

const telling = /"type"\s*:\s*"(?:message_start|message_delta|error)"/;

/** `message_start` holds the message with its input usage; each `message_delta` has cumulative counts that override it. */
class MessageStream implements StreamReader {
  #message: Fields = {};
  #usage: Fields = {};
  #output: Fields | undefined;
  #error = '';
  #errorCode = '';

  wants(data: string): boolean {
    return telling.test(data) || (!this.#output && data.includes('"content_block_start"'));
  }

  event(event: Fields): void {
    if (event.type === 'content_block_start') {
      if (isOutput(event.content_block)) this.#output = object(event.content_block);
    } else if (event.type === 'message_start') {
      this.#message = object(event.message);
      const usage = object(this.#message.usage);
      // The first count of output is where counting begins, not what a cut stream has cost, unless the message is whole already.
      this.#usage = word(this.#message.stop_reason) === '' ? { ...usage, output_tokens: null } : usage;
    } else if (event.type === 'message_delta') {
      this.#message = mergeKnown(this.#message, object(event.delta));
      this.#usage = mergeKnown(this.#usage, object(event.usage));
    } else if (event.type === 'error') {
      this.#error ||= errorMessage(event, true);
      this.#errorCode ||= errorCode(event, false);
    }
  }

  end(complete: boolean): AnswerFacts {
    const content = this.#output ? [this.#output] : this.#message.content;
    const facts = readMessage({ ...this.#message, content, usage: this.#usage });
    if (!complete && facts.finishReason === '') {
      facts.usage = withoutOutput(facts.usage);
      facts.reportedCost = null;
    }
    return { ...facts, error: this.#error, errorCode: this.#errorCode };
  }
}
