import * as z from 'zod';
import type { ClickHouse } from './client.ts';
import { ClickHouseError } from './errors.ts';

/** QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING */
const sameQueryRuns = 216;
const pollInterval = 100;
/** A lock that its holder could not release, its connection being kept open by a proxy, ends after this. Seconds. */
const longest = 3600;

/**
 * Does `work` while no other process does work under the same name on this server, waiting for its turn.
 *
 * The lock is a query that sleeps: ClickHouse runs one query of an id at a time, and ends a SELECT whose client has gone. So
 * the lock ends with its holder, however that ends, and there is nothing to clean up.
 *
 * @param clickhouse a client whose timeout is longer than the work
 */
export async function withLock<T>(clickhouse: ClickHouse, name: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = await tryLock(clickhouse, `lock ${name}`);
    if (!lock) {
      await pause(pollInterval);
      continue;
    }
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }
}

/** Takes the lock, or answers `undefined` when another process holds it. */
async function tryLock(clickhouse: ClickHouse, queryId: string): Promise<{ release(): Promise<void> } | undefined> {
  const leave = new AbortController();
  const holder = crypto.randomUUID();
  let ended: unknown;
  const sleeping = clickhouse
    // Between two rows of 0.1 s each ClickHouse notices that the client has gone.
    .command(
      `SELECT sleepEachRow(0.1) FROM numbers(${longest * 10}) FORMAT Null`,
      {},
      {
        queryId,
        signal: leave.signal,
        settings: {
          log_comment: holder,
          max_block_size: '1',
          max_execution_time: 0,
          // Only queries declared read-only are ended with their client; 2 still lets them bring settings.
          readonly: '2',
          cancel_http_readonly_queries_on_client_close: 1,
        },
      },
    )
    .then(
      () => {
        ended = new Error('the lock ended too early');
      },
      (error: unknown) => {
        ended = error;
      },
    );
  const release = () => {
    leave.abort();
    return sleeping;
  };
  try {
    while (ended === undefined) {
      if (await isHeld(clickhouse, queryId, holder)) return { release };
      await Promise.race([sleeping, pause(pollInterval)]);
    }
  } catch (error) {
    await release();
    throw error;
  }
  if (ended instanceof ClickHouseError && ended.exception === sameQueryRuns) return undefined;
  throw ended;
}

/** Whether the query that runs under this id is the one of this holder. */
async function isHeld(clickhouse: ClickHouse, queryId: string, holder: string): Promise<boolean> {
  const rows = await clickhouse.query(
    z.object({ held: z.literal(1) }),
    `SELECT 1 AS held FROM system.processes
     WHERE query_id = {queryId:String} AND Settings['log_comment'] = {holder:String}`,
    { queryId, holder },
  );
  return rows.length > 0;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}
