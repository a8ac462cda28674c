import { type Fields, identifier, object, word } from '../reading/fields.ts';
import { readRequest } from '../request-facts.ts';
import type { RequestFacts } from '../wire-format.ts';

/** `/model/ID/converse`: the id is percent-encoded, and clients that do not encode it leave slashes in an ARN. */
const call = /\/model\/(.+)\/(converse|converse-stream|invoke|invoke-with-response-stream)$/;

/** What a path asks of a model, '' for any other path. */
export function bedrockOperation(path: string): string {
  return call.exec(path)?.[2] ?? '';
}

/**
 * The model, an inference profile or an ARN, stands in the path, and so does whether a stream is asked for. A call with optimised
 * latency has another price, as one of another tier has.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/latency-optimized-inference.html
 */
export function readBedrockRequest(body: Fields, path: string): RequestFacts {
  const [, id = '', operation = ''] = call.exec(path.replace(/\/$/, '')) ?? [];
  const common = readRequest(body, path);
  const optimised = object(body.performanceConfig).latency === 'optimized';
  return {
    ...common,
    requestedModel: word(decoded(id)),
    requestedTier: optimised ? 'optimized' : identifier(object(body.serviceTier).type) || common.requestedTier,
    stream: operation.endsWith('stream'),
  };
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
