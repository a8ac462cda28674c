import type OpenAI from 'openai';
import { type Endpoint, ProviderError } from '../endpoint.ts';
import { json } from '../reply.ts';

/** The models that are listed. Every other name is answered for, too; only a look-up of it finds nothing. */
const dated: Record<string, string> = {
  'gpt-4o': 'gpt-4o-2024-08-06',
  'gpt-4o-mini': 'gpt-4o-mini-2024-07-18',
  'gpt-4.1': 'gpt-4.1-2025-04-14',
  'gpt-4.1-mini': 'gpt-4.1-mini-2025-04-14',
  'gpt-4.1-nano': 'gpt-4.1-nano-2025-04-14',
  'gpt-5': 'gpt-5-2025-08-07',
  'gpt-5-mini': 'gpt-5-mini-2025-08-07',
  o3: 'o3-2025-04-16',
  'o4-mini': 'o4-mini-2025-04-16',
};

const undated = [
  'gpt-3.5-turbo-instruct',
  'text-embedding-3-small',
  'text-embedding-3-large',
  'tts-1',
  'whisper-1',
  'gpt-image-1',
  'omni-moderation-latest',
];

/** The name that answers to an alias: asked for `gpt-4o`, the API says which dated model it was. */
export function datedModel(model: string): string {
  return dated[model] ?? model;
}

const models: readonly OpenAI.Model[] = [...Object.entries(dated).flat(), ...undated].map((id, index) => ({
  id,
  object: 'model',
  created: 1_720_000_000 + index * 86_400,
  owned_by: 'system',
}));

/** https://platform.openai.com/docs/api-reference/models */
export const listModels: Endpoint = {
  method: 'GET',
  path: /^\/v1\/models$/,
  answer: () => json(200, { object: 'list', data: models }),
};

export const retrieveModel: Endpoint = {
  method: 'GET',
  path: /^\/v1\/models\/([^/]+)$/,
  answer: (_call, id) => {
    const model = models.find((one) => one.id === id);
    if (model) return json(200, model);
    throw new ProviderError(404, `The model '${id}' does not exist`, { param: 'model', code: 'model_not_found' });
  },
};
