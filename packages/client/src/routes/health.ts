import { createRoute, z } from '@hono/zod-openapi';
import { jsonOf } from './shared.ts';

const time = z.iso.datetime().nullable();
const count = z.int().nullable();
const capped = z.boolean().describe('there are more than the count says');
const latency = z.int().describe('how long the answer, or the lack of one, took');
const reached = { reachable: z.boolean(), latency_ms: latency };

const healthSchema = z
  .object({
    ok: z.boolean().describe('everything that is needed answers'),
    status: z.enum(['ok', 'degraded', 'down']).describe('degraded: all answer, and somebody should look at `problems`'),
    version: z.string(),
    checked_at: z.iso.datetime().describe('found out then; an answer is kept for ten seconds'),
    problems: z.array(z.object({ code: z.string(), message: z.string().describe('what is wrong and what to do') })),
    schema: z.object({ applied: count, expected: z.int() }).describe('numbers of the last migration in ClickHouse'),
    clickhouse: z.object({ ...reached, version: z.string().nullable() }),
    d1: z.object(reached),
    r2: z.object(reached),
    queue: z
      .object({ ...reached, backlog_count: count, backlog_bytes: count, oldest_message_at: time })
      .describe('the queue of calls and the two beside it, together'),
    spilled: z
      .object({ count, capped, oldest_at: time })
      .describe('messages that the queue refused, in R2 until it takes them'),
    parked: z
      .object({ batches: count, messages: count, capped, oldest_at: time })
      .describe('messages in R2 until ClickHouse and D1 answer again'),
    dead_letters: z
      .object({ count, capped, by_code: z.record(z.string(), z.int()) })
      .describe('messages that can never become a row'),
    price_list: z
      .object({ hash: z.string(), fetched_at: time })
      .describe('by which calls are priced; fetched_at is null for the list that came with this version'),
    last_row_at: time.describe('when the latest stored call was made'),
    oldest_unhandled_at: time.describe('since when the oldest message waits, queued, spilled or parked'),
  })
  .openapi('Health');

const description = 'Nothing that is null is known. Counts stop at 1,000 and say so';

export const getHealth = createRoute({
  method: 'get',
  path: '/v1/health',
  operationId: 'getHealth',
  summary: 'How the deployment is, for anybody to ask',
  security: [],
  responses: {
    200: { description: `It can serve. ${description}`, content: jsonOf(healthSchema) },
    503: {
      description: `Something it needs does not answer: \`problems\` says what to do. ${description}`,
      content: jsonOf(healthSchema),
    },
  },
});

export type HealthAnswer = z.infer<typeof healthSchema>;
