import { withBedrockCounts, withBedrockHeaders } from '../bedrock/headers.ts';
import { bedrockOperation, readBedrockRequest } from '../bedrock/request.ts';
import { readTextAnswer, TextStream } from '../bedrock/text.ts';
import { bedrockInvokeModelConversation } from '../conversations/bedrock-invoke-model.ts';
import { ChoicesStream, readChoices } from '../openai/choices.ts';
import { errorCode, errorMessage, type Fields, list, mergeKnown, object, word } from '../reading/fields.ts';
import { type AnswerFacts, noFacts, type StreamReader, type WireFormat } from '../wire-format.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { bedrockConverse } from './bedrock-converse.ts';

/**
 * The body is what the model's maker defines. The row's model is the one of the path, which prices go by.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 */
export const bedrockInvokeModel: WireFormat = {
  name: 'bedrock-invoke-model',
  matches: (path) => bedrockOperation(path).startsWith('invoke'),
  request: readBedrockRequest,
  json: (body) => withAdded(familyOf(body).json(body), addedTo(body)),
  stream: () => new InvokeStream(),
  withHeaders: withBedrockHeaders,
  conversation: bedrockInvokeModelConversation,
};

interface Family {
  /** Whether an answer, or the first event of one, is of this family. */
  isOf(body: Fields): boolean;
  json(body: Fields): AnswerFacts;
  stream(): StreamReader;
}

const text: Family = { isOf: () => true, json: readTextAnswer, stream: () => new TextStream() };

/** By what answers look like, since an ARN need not name the model. */
const families: readonly Family[] = [
  // Claude: the message, or the events that build one.
  {
    ...anthropicMessages,
    isOf: ({ type }) => typeof type === 'string' && /^(?:message|content_block|ping)/.test(type),
  },
  // Mistral's chat, DeepSeek, Qwen, gpt-oss, AI21's Jamba and others.
  { isOf: ({ choices }) => Array.isArray(choices), json: readChoices, stream: () => new ChoicesStream() },
  // Amazon's Nova.
  { ...bedrockConverse, isOf: (body) => nova.some((name) => typeof body[name] === 'object') },
];

const nova = ['output', 'messageStart', 'contentBlockStart', 'contentBlockDelta', 'messageStop', 'metadata'];

function familyOf(body: Fields): Family {
  return families.find(({ isOf }) => isOf(body)) ?? text;
}

/** What Bedrock adds to an answer, whichever model made it, or to the last event of one. */
interface Added {
  metrics: Fields;
  /** Models of Mistral's and DeepSeek's call it otherwise than OpenAI. */
  stopReason: string;
  /** A guardrail looked at the call, for a fee. */
  isGuarded: boolean;
}

function addedTo(event: Fields): Added {
  return {
    metrics: object(event['amazon-bedrock-invocationMetrics']),
    stopReason: word(object(list(event.choices)[0]).stop_reason),
    isGuarded: event['amazon-bedrock-guardrailAction'] !== undefined,
  };
}

function withAdded(facts: AnswerFacts, { metrics, stopReason, isGuarded }: Added): AnswerFacts {
  return {
    ...withBedrockCounts(facts, metrics),
    model: '',
    inferenceGeo: '',
    finishReason: facts.finishReason || stopReason,
    billedApart: isGuarded ? [...facts.billedApart, 'guardrail'] : facts.billedApart,
  };
}

const telling = /"(?:amazon-bedrock-\w+|error)"\s*:|"stop_reason"\s*:\s*"/;

/** Each event is the model's own. */
class InvokeStream implements StreamReader {
  #reader: StreamReader | undefined;
  #added: Added = { metrics: {}, stopReason: '', isGuarded: false };
  #error = '';
  #errorCode = '';

  wants(data: string): boolean {
    return !this.#reader || this.#reader.wants(data) || telling.test(data);
  }

  event(event: Fields): void {
    this.#error ||= errorMessage(event, false);
    this.#errorCode ||= errorCode(event, false);
    if (event.error) return;
    this.#reader ??= familyOf(event).stream();
    this.#reader.event(event);
    const before = this.#added;
    const added = addedTo(event);
    this.#added = {
      metrics: mergeKnown(before.metrics, added.metrics),
      stopReason: before.stopReason || added.stopReason,
      isGuarded: before.isGuarded || added.isGuarded,
    };
  }

  end(complete: boolean): AnswerFacts {
    const facts = this.#reader?.end(complete) ?? noFacts();
    return { ...withAdded(facts, this.#added), error: this.#error, errorCode: this.#errorCode };
  }
}
