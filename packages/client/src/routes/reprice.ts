import { createRoute, z } from '@hono/zod-openapi';
import { askedSchema } from './filter.ts';
import { errorResponses, jsonOf } from './shared.ts';
import { countedCalls } from './which-calls.ts';

/** Calls that are priced again at a time. */
const mostCalls = 10_000;

const questionSchema = z
  .strictObject({
    ...countedCalls,
    dry_run: z.boolean().default(false).describe('whether to tell what would change, and write nothing'),
    limit: z.int().min(1).max(mostCalls).default(mostCalls).describe('calls looked at in one piece'),
    cursor: z
      .string()
      .max(2000)
      .optional()
      .describe('next_cursor of the piece before; the rest of the body stays as it was'),
  })
  .openapi('RepriceQuestion');

const usd = z.string().describe('USD as decimal text, of the calls whose cost is known');

const answerSchema = z
  .object({
    models: z
      .array(
        z.object({
          provider: z.string(),
          model: z.string(),
          calls: z.int(),
          changed: z.int().describe('calls that have, or in a dry run would have, another cost, or other lines of it'),
          left: z.int().describe('calls that do not tell all that decides their price: they stay as they are'),
          cost_before: usd,
          cost_after: usd,
          unknown_before: z.int().describe('calls of unknown cost'),
          unknown_after: z.int(),
        }),
      )
      .describe('what there is to tell of this piece, by model'),
    reached: z.iso.datetime().describe('how far this piece came; calls are taken in the order of their time'),
    next_cursor: z.string().nullable().describe('null after the last piece; a piece may be short, and not the last'),
    price_list: z.object({
      hash: z.string(),
      fetched_at: z.iso.datetime().nullable().describe('null for the one that came with this version'),
    }),
    asked: askedSchema,
  })
  .openapi('RepriceAnswer');

export const reprice = createRoute({
  method: 'post',
  path: '/v1/reprice',
  operationId: 'reprice',
  summary: 'Price stored calls again, a piece at a time',
  request: { body: { content: jsonOf(questionSchema), required: true } },
  responses: {
    200: {
      description: 'By today’s list and the organisation’s own prices, as they were when each call was made',
      content: jsonOf(answerSchema),
    },
    ...errorResponses,
  },
});

export type RepriceAnswer = z.infer<typeof answerSchema>;
