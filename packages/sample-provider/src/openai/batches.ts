import type OpenAI from 'openai';
import * as z from 'zod';
import { type Call, type Endpoint, ProviderError } from '../endpoint.ts';
import { newId, now } from '../ids.ts';
import { readJson } from '../read-json.ts';
import { json, type Reply } from '../reply.ts';

const batchRequest = z.looseObject({
  input_file_id: z.string(),
  endpoint: z.string(),
  completion_window: z.literal('24h'),
});

/** Batches are taken and shown; they stay in progress. https://platform.openai.com/docs/api-reference/batch */
export const batches: readonly Endpoint[] = [
  { method: 'POST', path: /^\/v1\/batches$/, answer: createBatch },
  {
    method: 'GET',
    path: /^\/v1\/batches$/,
    answer: ({ memory }) =>
      json(200, { object: 'list', data: [...memory.openaiBatches.values()].reverse(), has_more: false }),
  },
  { method: 'GET', path: /^\/v1\/batches\/([^/]+)$/, answer: ({ memory }, id) => json(200, findBatch(memory, id)) },
  {
    method: 'POST',
    path: /^\/v1\/batches\/([^/]+)\/cancel$/,
    answer: ({ memory }, id) => {
      const cancelled = { ...findBatch(memory, id), status: 'cancelling' as const, cancelling_at: now() };
      memory.openaiBatches.set(id, cancelled);
      return json(200, cancelled);
    },
  },
];

function createBatch(call: Call): Reply {
  const request = readJson(call, batchRequest);
  const file = call.memory.files.get(request.input_file_id);
  if (!file) throw new ProviderError(400, `Invalid file ID: ${request.input_file_id}`, { param: 'input_file_id' });
  const lines = new TextDecoder().decode(file.content).split('\n');
  const batch: OpenAI.Batch = {
    id: newId('batch_'),
    object: 'batch',
    endpoint: request.endpoint,
    input_file_id: request.input_file_id,
    completion_window: request.completion_window,
    status: 'in_progress',
    created_at: now(),
    in_progress_at: now(),
    expires_at: now() + 86_400,
    request_counts: { total: lines.filter((line) => line.trim() !== '').length, completed: 0, failed: 0 },
  };
  call.memory.openaiBatches.set(batch.id, batch);
  return json(200, batch);
}

function findBatch(memory: Call['memory'], id: string): OpenAI.Batch {
  const batch = memory.openaiBatches.get(id);
  if (batch) return batch;
  throw new ProviderError(404, `No batch found with id '${id}'.`);
}
