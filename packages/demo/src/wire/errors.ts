import type { Random } from '../random.ts';

/** The errors that a product meets, worded as their providers do. */
const openai = {
  429: {
    message:
      'Rate limit reached for gpt-4.1 in organization org-larkspur on tokens per min (TPM): Limit 450000, Used 447211, Requested 4912. Please try again in 282ms.',
    type: 'tokens',
    param: null,
    code: 'rate_limit_exceeded',
  },
  500: {
    message: 'The server had an error while processing your request. Sorry about that!',
    type: 'server_error',
    param: null,
    code: null,
  },
} as const;

const anthropic = {
  429: {
    type: 'rate_limit_error',
    message: 'This request would exceed the rate limit for your organization of 400,000 input tokens per minute.',
  },
  500: { type: 'api_error', message: 'Internal server error' },
  529: { type: 'overloaded_error', message: 'Overloaded' },
} as const;

export interface ProviderFailure {
  status: number;
  body: object;
}

/** https://platform.openai.com/docs/guides/error-codes */
export function openaiFailure(status: keyof typeof openai): ProviderFailure {
  return { status, body: { error: openai[status] } };
}

/** https://docs.claude.com/en/api/errors */
export function anthropicFailure(status: keyof typeof anthropic, random: Random): ProviderFailure {
  return { status, body: { type: 'error', error: anthropic[status], request_id: `req_011${random.hex(20)}` } };
}
