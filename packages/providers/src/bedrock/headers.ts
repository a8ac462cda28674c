import { type Fields, identifier } from '../reading/fields.ts';
import type { AnswerFacts } from '../wire-format.ts';
import { readInvocationMetrics } from './usage.ts';

/** Bedrock's counts by their names in a stream, where the last event holds them. */
const counts = {
  inputTokenCount: 'x-amzn-bedrock-input-token-count',
  outputTokenCount: 'x-amzn-bedrock-output-token-count',
  cacheReadInputTokenCount: 'x-amzn-bedrock-cache-read-input-token-count',
  cacheWriteInputTokenCount: 'x-amzn-bedrock-cache-write-input-token-count',
};

/** An answer's facts with those that only its headers tell. The counts of the body hold where it has both. */
export function withBedrockHeaders(facts: AnswerFacts, headers: Readonly<Record<string, string>>): AnswerFacts {
  const latency = identifier(headers['x-amzn-bedrock-performanceconfig-latency']);
  const tier = latency === 'optimized' ? latency : identifier(headers['x-amzn-bedrock-service-tier']) || latency;
  // A namespace in front of the name and an address behind it are older forms.
  const [, kind] = /^(?:.*#)?(\w+)/.exec(headers['x-amzn-errortype'] ?? '') ?? [];
  return {
    ...withBedrockCounts(facts, metricsIn(headers)),
    serviceTier: facts.serviceTier || tier,
    errorCode: facts.errorCode || identifier(kind),
  };
}

/** An answer's facts with Bedrock's own counts, where the model's do not tell both sides. */
export function withBedrockCounts(facts: AnswerFacts, metrics: Fields): AnswerFacts {
  const { promptTokens, completionTokens } = facts.usage;
  const isTold = promptTokens !== null && completionTokens !== null;
  if (isTold || !('inputTokenCount' in metrics)) return facts;
  return { ...facts, usage: readInvocationMetrics(metrics, facts.warnings) };
}

function metricsIn(headers: Readonly<Record<string, string>>): Fields {
  const given = Object.entries(counts).filter(([, name]) => headers[name] !== undefined);
  return Object.fromEntries(given.map(([name, header]) => [name, Number(headers[header])]));
}
