import type Anthropic from '@anthropic-ai/sdk';
import { type Endpoint, ProviderError } from '../endpoint.ts';
import { json } from '../reply.ts';

const listed: readonly [id: string, name: string, line: Anthropic.ModelInfo['line'], created: string][] = [
  ['claude-opus-4-8', 'Claude Opus 4.8', 'opus', '2026-05-28T00:00:00Z'],
  ['claude-sonnet-4-6', 'Claude Sonnet 4.6', 'sonnet', '2026-02-17T00:00:00Z'],
  ['claude-haiku-4-5-20251001', 'Claude Haiku 4.5', 'haiku', '2025-10-01T00:00:00Z'],
];

const models: readonly Anthropic.ModelInfo[] = listed.map(([id, display_name, line, created_at]) => ({
  type: 'model',
  id,
  display_name,
  created_at,
  line,
  lifecycle: 'active',
  deprecated_at: null,
  retires_at: null,
  capabilities: null,
  max_input_tokens: 200_000,
  max_tokens: 64_000,
}));

/** https://docs.claude.com/en/api/models-list */
export const listModels: Endpoint = {
  method: 'GET',
  path: /^\/v1\/models$/,
  answer: () =>
    json(200, { data: models, first_id: models[0]?.id ?? null, last_id: models.at(-1)?.id ?? null, has_more: false }),
};

export const retrieveModel: Endpoint = {
  method: 'GET',
  path: /^\/v1\/models\/([^/]+)$/,
  answer: (_call, id) => {
    const model = models.find((one) => one.id === id);
    if (model) return json(200, model);
    throw new ProviderError(404, `model: ${id}`);
  },
};
