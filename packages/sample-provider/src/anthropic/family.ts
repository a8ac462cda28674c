import { ProviderError } from '../endpoint.ts';
import type { Family } from '../families.ts';
import { newId } from '../ids.ts';
import { batches } from './batches.ts';
import { countMessageTokens } from './count-tokens.ts';
import { documentedError, errorEvent, errorReply } from './errors.ts';
import { messages } from './messages.ts';
import { listModels, retrieveModel } from './models.ts';

const largestRequest = 32 * 1024 * 1024;

/** https://docs.claude.com/en/api/overview */
export const anthropic: Family = {
  slug: 'anthropic',
  endpoints: [messages, countMessageTokens, ...batches, listModels, retrieveModel],
  headers: () => {
    const reset = new Date(Math.ceil(Date.now() / 60_000) * 60_000).toISOString();
    return {
      'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': '3999',
      'anthropic-ratelimit-requests-reset': reset,
      'anthropic-ratelimit-tokens-limit': '400000',
      'anthropic-ratelimit-tokens-remaining': '399000',
      'anthropic-ratelimit-tokens-reset': reset,
      'request-id': newId('req_011'),
    };
  },
  authenticate: ({ headers, body }) => {
    const key = headers['x-api-key'] ?? /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (!key) throw new ProviderError(401, 'x-api-key header is required');
    if (key.startsWith('sk-ant-invalid')) throw documentedError(401);
    if (!headers['anthropic-version']) throw new ProviderError(400, 'anthropic-version: header is required');
    if (body.length > largestRequest) throw documentedError(413);
  },
  error: errorReply,
  documentedError,
  errorEvent,
  unknownPath: (_call, pathKnown) =>
    pathKnown ? new ProviderError(405, 'Method Not Allowed') : new ProviderError(404, 'Not found'),
};
