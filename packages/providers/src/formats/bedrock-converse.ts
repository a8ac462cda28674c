import { withBedrockHeaders } from '../bedrock/headers.ts';
import { bedrockOperation, readBedrockRequest } from '../bedrock/request.ts';
import { readTokenUsage } from '../bedrock/usage.ts';
import { bedrockConverseConversation } from '../conversations/bedrock-converse.ts';
import { errorCode, errorMessage, type Fields, identifier, list, mergeKnown, object, word } from '../reading/fields.ts';
import { type AnswerFacts, noFacts, type StreamReader, type WireFormat, withoutOutput } from '../wire-format.ts';

/**
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const bedrockConverse: WireFormat = {
  name: 'bedrock-converse',
  matches: (path) => bedrockOperation(path).startsWith('converse'),
  request: readBedrockRequest,
  json: readAnswer,
  stream: () => new ConverseStream(),
  withHeaders: withBedrockHeaders,
  conversation: bedrockConverseConversation,
};

/**
 * The answer names neither itself nor its model, but for the one that a prompt router chose. Guardrails and routers have fees of their own:
 * https://aws.amazon.com/bedrock/pricing/
 */
function readAnswer(body: Fields): AnswerFacts {
  const facts = noFacts();
  const trace = object(body.trace);
  const { latency } = object(body.performanceConfig);
  facts.usage = readTokenUsage(object(body.usage), facts.warnings);
  facts.model = word(object(trace.promptRouter).invokedModelId);
  facts.finishReason = word(body.stopReason);
  facts.serviceTier = latency === 'optimized' ? latency : word(object(body.serviceTier).type) || word(latency);
  const content = list(object(object(body.output).message).content).map((block) => object(object(block).toolUse));
  facts.billedApart = [
    ...(trace.guardrail || facts.finishReason === 'guardrail_intervened' ? ['guardrail'] : []),
    ...(trace.promptRouter ? ['promptRouter'] : []),
    ...toolsRun(content),
  ];
  return facts;
}

/**
 * Tools that Amazon ran, such as its search, which have a fee. https://docs.aws.amazon.com/nova/latest/userguide/grounding.html
 *
 * @param calls of tools, whoever is to run them
 */
function toolsRun(calls: readonly Fields[]): string[] {
  return calls.filter(({ type }) => type === 'server_tool_use').map(({ name }) => identifier(name) || 'a tool');
}

const telling = /"(?:messageStop|metadata|error)"\s*:|"server_tool_use"/;

/** The events hold the parts of an answer in one object: `messageStop` its reason to stop, `metadata` its usage and the rest. */
class ConverseStream implements StreamReader {
  #answer: Fields = {};
  readonly #tools = new Set<string>();
  #error = '';
  #errorCode = '';

  wants(data: string): boolean {
    return telling.test(data);
  }

  event(event: Fields): void {
    for (const part of [event.messageStop, event.metadata]) this.#answer = mergeKnown(this.#answer, object(part));
    for (const tool of toolsRun([object(object(object(event.contentBlockStart).start).toolUse)])) this.#tools.add(tool);
    this.#error ||= errorMessage(event, false);
    this.#errorCode ||= errorCode(event, false);
  }

  end(complete: boolean): AnswerFacts {
    const facts = readAnswer(this.#answer);
    if (!complete && facts.finishReason === '') facts.usage = withoutOutput(facts.usage);
    facts.billedApart = [...facts.billedApart, ...this.#tools];
    return { ...facts, error: this.#error, errorCode: this.#errorCode };
  }
}
