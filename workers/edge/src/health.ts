import { type Backlog, readBacklog } from '@tallystick/delivery/backlog';
import { type Probe, probe } from '@tallystick/delivery/probe';
import { Remembered } from '@tallystick/delivery/remembered';
import { listSpilled } from '@tallystick/delivery/spilled';
import manifest from '../package.json' with { type: 'json' };
import { Edge, type Services } from './edge.ts';
import type { Refusal } from './refusal.ts';

/** For each service that is asked, all at once. ms */
const probeTimeout = 3_000;
/** How long an answer is kept. ms */
const kept = 10_000;
const countLimit = 1_000;

/** How the services are that logging needs. Calls pass without any of them. */
interface ServicesState {
  queue: Probe<Backlog>;
  /** How many messages wait in R2; `capped` when there are more than were counted. */
  spilled: Probe<{ count: number; capped: boolean }>;
  d1: Probe<unknown>;
}

/**
 * `GET /tally/health`, for anybody to ask: 200 while calls pass, also when their logs have to wait in R2; 503 when every call is
 * refused for a wrong setting. Nothing of it is on the way of a call.
 */
export function createHealth(edge: Edge | Refusal, services: Services): () => Promise<Response> {
  const state = new Remembered(kept, () => readState(services));
  return async () => {
    const { queue, spilled, d1 } = await state.get(Date.now());
    const backlog = queue.reachable ? queue.found : undefined;
    const waiting = spilled.reachable ? spilled.found : undefined;
    const passes = edge instanceof Edge;
    const well = queue.reachable && spilled.reachable && d1.reachable && waiting?.count === 0;
    const health = {
      ok: passes,
      status: passes ? (well ? 'ok' : 'degraded') : 'down',
      version: manifest.version,
      logging: passes && edge.settings.logging,
      queue: {
        reachable: queue.reachable,
        backlog_count: backlog?.messages ?? null,
        backlog_bytes: backlog?.bytes ?? null,
        oldest_message_at: backlog?.oldest == null ? null : new Date(backlog.oldest).toISOString(),
      },
      r2: { reachable: spilled.reachable },
      spilled: { count: waiting?.count ?? null, capped: waiting?.capped ?? false },
      d1: { reachable: d1.reachable },
    };
    return Response.json(health, { status: passes ? 200 : 503, headers: { 'Cache-Control': 'no-store' } });
  };
}

async function readState({ queue, objects, database }: Services): Promise<ServicesState> {
  const [backlog, spilled, d1] = await Promise.all([
    probe(probeTimeout, () => readBacklog(queue)),
    probe(probeTimeout, async () => {
      const page = await listSpilled(objects, { limit: countLimit });
      return { count: page.spilled.length, capped: page.cursor !== undefined };
    }),
    probe(probeTimeout, () => database.prepare('SELECT 1').first()),
  ]);
  return { queue: backlog, spilled, d1 };
}
