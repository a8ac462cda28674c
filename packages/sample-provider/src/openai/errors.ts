import type { Behaviour } from '../behaviour.ts';
import { type Call, ProviderError } from '../endpoint.ts';
import { json, type Reply } from '../reply.ts';

/** https://platform.openai.com/docs/guides/error-codes */
const documented: Record<number, { message: string; code: string | null }> = {
  400: { message: 'The request could not be understood.', code: null },
  401: { message: 'Incorrect API key provided.', code: 'invalid_api_key' },
  403: {
    message: 'Country, region, or territory not supported.',
    code: 'unsupported_country_region_territory',
  },
  404: { message: 'The model does not exist or you do not have access to it.', code: 'model_not_found' },
  429: { message: 'Rate limit reached for requests. Please try again later.', code: 'rate_limit_exceeded' },
  500: { message: 'The server had an error while processing your request. Sorry about that!', code: null },
  503: { message: 'The engine is currently overloaded, please try again later.', code: null },
};

export function documentedError(status: number): ProviderError {
  const { message, code } = documented[status] ?? {
    message: `The request was answered with status ${status}.`,
    code: null,
  };
  return new ProviderError(status, message, { code });
}

function errorObject({ status, message, param, code }: ProviderError) {
  return { error: { message, type: errorType(status), param, code } };
}

/** The error of a stream that has begun: named and numbered in a response's stream, the plain object elsewhere. */
export function errorEvent({ path }: Call): string {
  const { error } = errorObject(documentedError(500));
  if (!path.endsWith('/responses')) return `data: ${JSON.stringify({ error })}\n\n`;
  const data = {
    type: 'error',
    code: error.code ?? error.type,
    message: error.message,
    param: null,
    sequence_number: 0,
  };
  return `event: error\ndata: ${JSON.stringify(data)}\n\n`;
}

export function errorReply(error: ProviderError, behaviour: Behaviour): Reply {
  const waits = error.status === 429 || error.status === 503;
  return json(error.status, errorObject(error), waits ? { 'retry-after': String(behaviour['retry-after']) } : {});
}

function errorType(status: number): string {
  if (status === 429) return 'requests';
  if (status === 503) return 'service_unavailable_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}
