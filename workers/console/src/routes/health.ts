import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { schemaVersion } from '@tallystick/clickhouse';
import { jsonOf } from '@tallystick/client/routes';
import type { Probe } from '@tallystick/delivery';
import { version } from '../../package.json';
import { type DeploymentState, oldestUnhandled } from '../health/deployment-state.ts';
import { judge } from '../health/problems.ts';
import type { AppEnv } from '../services.ts';

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
    last_row_at: time.describe('when the latest stored call was made'),
    oldest_unhandled_at: time.describe('since when the oldest message waits, queued, spilled or parked'),
  })
  .openapi('Health');

const description = 'Nothing that is null is known. Counts stop at 1,000 and say so';

const route = createRoute({
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

export function addHealth(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const health = present(await c.var.services.state.get(Date.now()));
    return c.json(health, health.ok ? 200 : 503);
  });
}

function present(state: DeploymentState): z.infer<typeof healthSchema> {
  const { status, problems } = judge(state);
  const { clickhouse, d1, r2, queue } = state;
  const server = clickhouse.reachable ? clickhouse.found : undefined;
  const backlog = queue.reachable ? queue.found : undefined;
  const waiting = r2.reachable ? r2.found : undefined;
  return {
    ok: status !== 'down',
    status,
    version,
    checked_at: new Date(state.checkedAt).toISOString(),
    problems,
    schema: { applied: server?.schema ?? null, expected: schemaVersion },
    clickhouse: { ...reach(clickhouse), version: server?.version ?? null },
    d1: reach(d1),
    r2: reach(r2),
    queue: {
      ...reach(queue),
      backlog_count: backlog?.messages ?? null,
      backlog_bytes: backlog?.bytes ?? null,
      oldest_message_at: timeOf(backlog?.oldest),
    },
    spilled: {
      count: waiting?.spilled.count ?? null,
      capped: waiting?.spilled.capped ?? false,
      oldest_at: timeOf(waiting?.spilled.oldest),
    },
    parked: {
      batches: waiting?.parked.count ?? null,
      messages: waiting?.parked.messages ?? null,
      capped: waiting?.parked.capped ?? false,
      oldest_at: timeOf(waiting?.parked.oldest),
    },
    dead_letters: {
      count: waiting?.deadLetters.count ?? null,
      capped: waiting?.deadLetters.capped ?? false,
      by_code: waiting?.deadLetters.byCode ?? {},
    },
    last_row_at: timeOf(server?.lastRow),
    oldest_unhandled_at: timeOf(oldestUnhandled(state)),
  };
}

function reach({ reachable, latency }: Probe<unknown>) {
  return { reachable, latency_ms: latency };
}

function timeOf(milliseconds: number | null | undefined): string | null {
  return milliseconds == null ? null : new Date(milliseconds).toISOString();
}
