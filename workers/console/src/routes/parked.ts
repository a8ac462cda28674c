import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { errorResponses, jsonOf, outcomesSchema } from '@tallystick/client/routes';
import { listParked, type ParkedBatch, readParked, sendToQueue } from '@tallystick/delivery';
import { allow } from '../authenticate.ts';
import { actOnEach } from '../objects/outcome.ts';
import type { AppEnv, Services } from '../services.ts';

/** Parked batches only: nothing else in the bucket can be named. */
const keySchema = z
  .string()
  .regex(/^parked\/\w[\w.:-]{0,255}$/, 'must be the key of a parked batch, as the list has it');

const batchSchema = z
  .object({
    key: z.string(),
    code: z.string().describe('the failure that its messages met'),
    messages: z.int(),
    oldest_call_at: z.iso.datetime(),
    bytes: z.int(),
    parked_at: z.iso.datetime(),
  })
  .openapi('ParkedBatch');

const list = createRoute({
  method: 'get',
  path: '/v1/parked',
  operationId: 'getParked',
  summary: 'Batches that wait in R2 until ClickHouse and D1 answer: each may hold messages of several organisations',
  ...allow(),
  request: {
    query: z.strictObject({
      cursor: z.string().max(1024).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
  },
  responses: {
    200: {
      description: 'The oldest first',
      content: jsonOf(z.object({ parked: z.array(batchSchema), cursor: z.string().optional() })),
    },
    ...errorResponses,
  },
});

const replay = createRoute({
  method: 'post',
  path: '/v1/parked/replay',
  operationId: 'replayParked',
  summary:
    'Send the messages of batches to the queue now, before their turn; a batch goes when all its messages are sent',
  ...allow(),
  request: {
    body: { required: true, content: jsonOf(z.strictObject({ keys: z.array(keySchema).min(1).max(10) })) },
  },
  responses: { 200: { description: 'What became of each', content: jsonOf(outcomesSchema) }, ...errorResponses },
});

/** Routes for the operator only. */
export function addParked(app: OpenAPIHono<AppEnv>): void {
  app.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const page = await listParked(c.var.services.objects, { limit, ...(cursor === undefined ? {} : { cursor }) });
    return c.json(
      { parked: page.batches.map(present), ...(page.cursor === undefined ? {} : { cursor: page.cursor }) },
      200,
    );
  });

  app.openapi(replay, async (c) => {
    const outcomes = await actOnEach(c.req.valid('json').keys, (key) => replayBatch(c.var.services, key));
    return c.json({ outcomes }, 200);
  });
}

async function replayBatch({ objects, queues }: Services, key: string): Promise<boolean> {
  const batch = await readParked(objects, key);
  if (!batch) return false;
  for (const { packed } of batch.messages) await sendToQueue(packed, objects, queues.calls);
  await objects.delete(key);
  return true;
}

function present({ key, code, messages, oldest, size, parked_at }: ParkedBatch): z.infer<typeof batchSchema> {
  return {
    key,
    code,
    messages,
    oldest_call_at: new Date(oldest).toISOString(),
    bytes: size,
    parked_at: parked_at.toISOString(),
  };
}
