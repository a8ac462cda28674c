import * as z from 'zod';
import type { ClickHouse } from './client.ts';

/** How long rows are kept, in days since the call. 0: for good; absent: as before, at first for good. */
export interface Retention {
  /** `requests` and `request_ids`; since the edit, `edits` and `session_edits`. */
  requestsDays?: number | undefined;
  /** `bodies`. */
  bodiesDays?: number | undefined;
}

/**
 * Makes the tables' TTLs what the settings say, where they differ. It runs after the migrations each time and is not one of
 * them: a setting changes without a file.
 *
 * @returns the names of the tables that were changed
 * @throws RangeError when a number of days is not a whole number from 0 to 36,500
 */
export async function applyRetention(clickhouse: ClickHouse, { requestsDays, bodiesDays }: Retention) {
  const wanted: Record<string, number | undefined> = {
    requests: requestsDays,
    request_ids: requestsDays,
    edits: requestsDays,
    session_edits: requestsDays,
    bodies: bodiesDays,
  };
  for (const days of Object.values(wanted)) {
    if (days === undefined) continue;
    if (!Number.isInteger(days) || days < 0 || days > 36_500)
      throw new RangeError(`not a number of days to keep: ${days}`);
  }
  const tables = await readRetention(clickhouse, Object.keys(wanted));
  const changed: string[] = [];
  for (const { name: table, days: current } of tables) {
    const days = wanted[table];
    if (days === current || days === undefined) continue;
    await (days === 0
      ? clickhouse.command('ALTER TABLE {table:Identifier} REMOVE TTL', { table })
      : clickhouse.command(
          // Not bound: ClickHouse would keep `_CAST(30, 'UInt32')`, an internal function, in the table's definition. It is a
          // whole number, checked above.
          `ALTER TABLE {table:Identifier} MODIFY TTL toDateTime(created_at) + toIntervalDay(${days})`,
          { table },
        ));
    changed.push(table);
  }
  return changed;
}

/** For how many days each of these tables keeps its rows, 0 for good. Tables that are missing are not in the answer. */
export function readRetention(
  clickhouse: ClickHouse,
  names: readonly string[],
): Promise<{ name: string; days: number }[]> {
  // The one place where ClickHouse shows a table's TTL is the text of its engine. The expression is the one that is set above,
  // as ClickHouse writes it; a table without it, or with one of another's making, has 0 days here.
  return clickhouse.query(
    z.object({ name: z.string(), days: z.int() }),
    `SELECT name, toUInt32OrZero(extract(engine_full, 'TTL toDateTime\\\\(created_at\\\\) \\\\+ toIntervalDay\\\\((\\\\d+)\\\\)')) AS days
     FROM system.tables WHERE database = currentDatabase() AND name IN {names:Array(String)}`,
    { names },
  );
}
