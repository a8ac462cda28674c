import type { OpenAPIHono } from '@hono/zod-openapi';
import { schemaVersion } from '@tallystick/clickhouse';
import { getHealth, type HealthAnswer } from '@tallystick/client/routes';
import type { Probe } from '@tallystick/delivery';
import { version } from '../../package.json';
import { type DeploymentState, oldestUnhandled } from '../health/deployment-state.ts';
import { judge } from '../health/problems.ts';
import type { AppEnv } from '../services.ts';

export function addHealth(app: OpenAPIHono<AppEnv>): void {
  app.openapi(getHealth, async (c) => {
    const health = present(await c.var.services.state.get(Date.now()));
    return c.json(health, health.ok ? 200 : 503);
  });
}

function present(state: DeploymentState): HealthAnswer {
  const { status, problems } = judge(state);
  const { clickhouse, d1, r2, queue, priceList } = state;
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
    price_list: { hash: priceList.hash, fetched_at: priceList.fetchedAt },
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
