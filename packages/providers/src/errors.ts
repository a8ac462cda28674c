import type { Wire } from './provider.ts';

/** An error that the edge answers itself, before it is put into the shape that the provider's SDK expects. */
export interface EdgeError {
  status: number;
  /** For programs: `invalid_api_key`, `upstream_unreachable`, … */
  code: string;
  /** For people: what happened and what to do. */
  message: string;
  requestId: string;
}

/**
 * The JSON body of an error in the provider's own shape, so that each SDK shows its message.
 * https://platform.openai.com/docs/guides/error-codes, https://docs.claude.com/en/api/errors, https://google.aip.dev/193,
 * https://docs.cohere.com/reference/errors, https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html,
 * and Mistral's own client, whose errors are flat: https://github.com/mistralai/client-ts. Clients of OpenAI's call Mistral too.
 */
export function errorBody(wire: Wire, error: EdgeError): string {
  return JSON.stringify(shapes[wire](error));
}

/**
 * The header in which a provider names the kind of its error, where it does not do so in the body.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
 */
export function errorHeader(wire: Wire, { status }: EdgeError): [name: string, value: string] | undefined {
  return wire === 'bedrock' ? ['x-amzn-errortype', bedrockType(status)] : undefined;
}

const shapes: Record<Wire, (error: EdgeError) => unknown> = {
  openai: (error) => ({ error: openaiError(error) }),
  anthropic: ({ status, message, requestId }) => ({
    type: 'error',
    error: { type: anthropicType(status), message },
    request_id: requestId,
  }),
  mistral: (error) => ({ object: 'error', ...openaiError(error), error: openaiError(error) }),
  google: ({ status, code, message, requestId }) => ({
    error: {
      code: status,
      message,
      status: googleStatus(status),
      details: [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: code.toUpperCase(), domain: 'tallystick' },
        { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId },
      ],
    },
  }),
  cohere: ({ message, requestId }) => ({ id: requestId, message }),
  bedrock: ({ message }) => ({ message }),
};

/** Every wire, by name. */
export const wires: ReadonlySet<string> = new Set(Object.keys(shapes));

function openaiError({ status, code, message }: EdgeError) {
  return { message, type: openaiType(status), param: null, code };
}

function openaiType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

function anthropicType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 413) return 'request_too_large';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'api_error' : 'invalid_request_error';
}

function googleStatus(status: number): string {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'PERMISSION_DENIED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 429) return 'RESOURCE_EXHAUSTED';
  if (status === 501) return 'UNIMPLEMENTED';
  if (status === 502 || status === 503) return 'UNAVAILABLE';
  if (status === 504) return 'DEADLINE_EXCEEDED';
  return status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT';
}

function bedrockType(status: number): string {
  if (status === 401 || status === 403) return 'AccessDeniedException';
  if (status === 404) return 'ResourceNotFoundException';
  if (status === 429) return 'ThrottlingException';
  if (status === 502 || status === 503) return 'ServiceUnavailableException';
  return status >= 500 ? 'InternalServerException' : 'ValidationException';
}
