import { ClickHouseError, schemaVersion } from '@tallystick/clickhouse';
import { TimeoutError } from '@tallystick/delivery';
import { type DeploymentState, oldestUnhandled } from './deployment-state.ts';

/** `down`: something that is needed does not answer. `degraded`: all answer, and somebody should look. */
export type Status = 'ok' | 'degraded' | 'down';

/** What is not as it should be, and what to do. */
export interface Problem {
  code: string;
  message: string;
}

/** A message that waits for longer than this is worth a look. ms */
const longestWait = 600_000;

/** Judges how a deployment is. */
export function judge(state: DeploymentState): { status: Status; problems: Problem[] } {
  const down = unreachable(state);
  const problems = [...down, ...toLookAt(state)];
  return { status: down.length > 0 ? 'down' : problems.length > 0 ? 'degraded' : 'ok', problems };
}

function unreachable({ clickhouse, d1, r2, queue }: DeploymentState): Problem[] {
  const problems: Problem[] = [];
  if (!clickhouse.reachable) {
    const message = `ClickHouse does not answer as it should (${reasonOf(clickhouse.error)}), and calls are parked in R2 until it does: check what "npx pnpm@12 dev" prints where that runs it, else the server, and CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD of the console`;
    problems.push({ code: 'clickhouse_unreachable', message });
  }
  if (!d1.reachable) {
    const message = `D1 does not answer (${reasonOf(d1.error)}): check that its migrations are applied, and Cloudflare's status page`;
    problems.push({ code: 'd1_unreachable', message });
  }
  if (!r2.reachable) {
    const message = `R2 does not answer (${reasonOf(r2.error)}): check the bucket bound as OBJECTS, and Cloudflare's status page`;
    problems.push({ code: 'r2_unreachable', message });
  }
  if (!queue.reachable) {
    const message = `the queues do not tell what waits in them (${reasonOf(queue.error)}): check that all three exist, and Cloudflare's status page`;
    problems.push({ code: 'queue_unreachable', message });
  }
  return problems;
}

/** For anybody to read: no address, no words of another's server. */
function reasonOf(error: unknown): string {
  if (error instanceof ClickHouseError) return error.code;
  return error instanceof TimeoutError ? 'timeout' : 'failed';
}

function toLookAt(state: DeploymentState): Problem[] {
  const { clickhouse, r2 } = state;
  const problems: Problem[] = [];
  if (clickhouse.reachable && clickhouse.found.schema < schemaVersion) {
    const message = `the database has migration ${clickhouse.found.schema} of ${schemaVersion}: run "npx pnpm@12 tally migrate"`;
    problems.push({ code: 'schema_behind', message });
  }
  if (clickhouse.reachable && clickhouse.found.schema > schemaVersion) {
    const message = `the database has migration ${clickhouse.found.schema}, and this version knows ${schemaVersion}: deploy the version that migrated it`;
    problems.push({ code: 'schema_ahead', message });
  }
  if (r2.reachable) {
    const { spilled, parked, deadLetters } = r2.found;
    if (spilled.count > 0) {
      const message = `messages spilled to R2, since the queue refused them: ${amount(spilled)}; they are sent again within minutes`;
      problems.push({ code: 'spilled', message });
    }
    if (parked.count > 0) {
      const message = `parked batches: ${amount(parked)}; they are replayed once ClickHouse and D1 answer, and "tally parked list" says why they are there`;
      problems.push({ code: 'parked', message });
    }
    if (deadLetters.count > 0) {
      const message = `dead letters: ${amount(deadLetters)}; "tally dead-letters list" says why: replay or drop them`;
      problems.push({ code: 'dead_letters', message });
    }
  }
  const waits = state.checkedAt - (oldestUnhandled(state) ?? state.checkedAt);
  if (waits > longestWait) {
    const message = `the oldest message waits for ${Math.round(waits / 60_000)} minutes: look at the consumer's log, and at ClickHouse`;
    problems.push({ code: 'backlog_old', message });
  }
  return problems;
}

function amount({ count, capped }: { count: number; capped: boolean }): string {
  return capped ? `more than ${count}` : String(count);
}
