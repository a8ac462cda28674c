import { ProviderError } from '../endpoint.ts';
import type { Family } from '../families.ts';
import { newId } from '../ids.ts';
import { audio } from './audio.ts';
import { batches } from './batches.ts';
import { chatCompletions } from './chat-completions.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import { documentedError, errorEvent, errorReply } from './errors.ts';
import { files } from './files.ts';
import { images } from './images.ts';
import { listModels, retrieveModel } from './models.ts';
import { moderations } from './moderations.ts';
import { responses } from './responses.ts';

/** https://platform.openai.com/docs/api-reference/introduction */
export const openai: Family = {
  slug: 'openai',
  endpoints: [
    chatCompletions,
    responses,
    completions,
    embeddings,
    listModels,
    retrieveModel,
    ...files,
    ...audio,
    images,
    moderations,
    ...batches,
  ],
  headers: () => ({
    'openai-organization': 'sample-organization',
    'openai-processing-ms': '17',
    'openai-version': '2020-10-01',
    'x-request-id': newId('req_'),
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-limit-tokens': '2000000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-remaining-tokens': '1999000',
    'x-ratelimit-reset-requests': '6ms',
    'x-ratelimit-reset-tokens': '30ms',
  }),
  authenticate: ({ headers }) => {
    const key = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (key === undefined) {
      throw new ProviderError(401, "You didn't provide an API key. Send it as `Authorization: Bearer YOUR_KEY`.");
    }
    if (key.startsWith('sk-invalid')) throw documentedError(401);
  },
  error: errorReply,
  documentedError,
  errorEvent,
  unknownPath: ({ method, path }, pathKnown) =>
    pathKnown
      ? new ProviderError(405, `Not allowed to ${method} on ${path}`, { code: 'method_not_supported' })
      : new ProviderError(404, `Invalid URL (${method} ${path})`),
};
