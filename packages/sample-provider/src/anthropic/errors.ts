import type { Behaviour } from '../behaviour.ts';
import { ProviderError } from '../endpoint.ts';
import { newId } from '../ids.ts';
import { json, type Reply } from '../reply.ts';

/** https://docs.claude.com/en/api/errors */
const documented: Record<number, { type: string; message: string }> = {
  400: { type: 'invalid_request_error', message: 'There was an issue with the format or content of your request.' },
  401: { type: 'authentication_error', message: 'invalid x-api-key' },
  402: { type: 'billing_error', message: 'There is an issue with your billing or payment information.' },
  403: { type: 'permission_error', message: 'Your API key does not have permission to use the specified resource.' },
  404: { type: 'not_found_error', message: 'The requested resource was not found.' },
  413: { type: 'request_too_large', message: 'Request exceeds the maximum allowed number of bytes.' },
  429: { type: 'rate_limit_error', message: 'This request would exceed the rate limit of your organization.' },
  500: { type: 'api_error', message: 'Internal server error' },
  504: { type: 'timeout_error', message: 'The request timed out while processing.' },
  529: { type: 'overloaded_error', message: 'Overloaded' },
};

export function documentedError(status: number): ProviderError {
  return new ProviderError(status, documented[status]?.message ?? `The request was answered with status ${status}.`);
}

/** @param requestId the same as in the `request-id` header; absent in an error inside a stream */
function errorObject({ status, message }: ProviderError, requestId?: string) {
  const type = documented[status]?.type ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return {
    type: 'error',
    error: { type, message },
    ...(requestId !== undefined && { request_id: requestId }),
  };
}

/** The error of a stream that has begun. */
export function errorEvent(): string {
  return `event: error\ndata: ${JSON.stringify(errorObject(documentedError(529)))}\n\n`;
}

export function errorReply(error: ProviderError, behaviour: Behaviour): Reply {
  const requestId = newId('req_011');
  return json(error.status, errorObject(error, requestId), {
    'request-id': requestId,
    ...(error.status === 429 && { 'retry-after': String(behaviour['retry-after']) }),
  });
}
