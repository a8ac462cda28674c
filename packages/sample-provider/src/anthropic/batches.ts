import type Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import { type Call, type Endpoint, ProviderError } from '../endpoint.ts';
import { newId } from '../ids.ts';
import type { StoredBatch } from '../memory.ts';
import { readJson } from '../read-json.ts';
import { bytes, json, type Reply } from '../reply.ts';
import { messageSchema } from './message-request.ts';
import { composeMessage } from './messages.ts';

const batchRequest = z.looseObject({
  requests: z.array(z.looseObject({ custom_id: z.string().min(1).max(64), params: messageSchema })).min(1),
});

/** A batch ends as soon as it is made. https://docs.claude.com/en/api/creating-message-batches */
export const batches: readonly Endpoint[] = [
  { method: 'POST', path: /^\/v1\/messages\/batches$/, answer: createBatch },
  { method: 'GET', path: /^\/v1\/messages\/batches$/, answer: listBatches },
  {
    method: 'GET',
    path: /^\/v1\/messages\/batches\/([^/]+)$/,
    answer: (call, id) => json(200, batchObject(call, id, findBatch(call, id))),
  },
  {
    method: 'GET',
    path: /^\/v1\/messages\/batches\/([^/]+)\/results$/,
    answer: (call, id) =>
      bytes(200, new TextEncoder().encode(findBatch(call, id).results), { 'content-type': 'application/x-jsonl' }),
  },
];

function createBatch(call: Call): Reply {
  const { requests } = readJson(call, batchRequest);
  const results = requests.map(({ custom_id, params }) => {
    const { message } = composeMessage(params, call);
    const usage = { ...message.usage, service_tier: 'batch' as const };
    const line: Anthropic.Messages.MessageBatchIndividualResponse = {
      custom_id,
      result: { type: 'succeeded', message: { ...message, usage } },
    };
    return `${JSON.stringify(line)}\n`;
  });
  const id = newId('msgbatch_01');
  const batch = { createdAt: Date.now(), count: requests.length, results: results.join('') };
  call.memory.messageBatches.set(id, batch);
  return json(200, batchObject(call, id, batch));
}

function listBatches(call: Call): Reply {
  const data = [...call.memory.messageBatches].map(([id, batch]) => batchObject(call, id, batch)).reverse();
  return json(200, { data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: false });
}

function findBatch(call: Call, id: string): StoredBatch {
  const batch = call.memory.messageBatches.get(id);
  if (batch) return batch;
  throw new ProviderError(404, `batch: ${id}`);
}

function batchObject(call: Call, id: string, batch: StoredBatch): Anthropic.Messages.MessageBatch {
  const created = new Date(batch.createdAt).toISOString();
  return {
    id,
    type: 'message_batch',
    processing_status: 'ended',
    request_counts: { processing: 0, succeeded: batch.count, errored: 0, canceled: 0, expired: 0 },
    created_at: created,
    ended_at: created,
    expires_at: new Date(batch.createdAt + 86_400_000).toISOString(),
    archived_at: null,
    cancel_initiated_at: null,
    results_url: `${call.baseUrl}/v1/messages/batches/${id}/results`,
  };
}
