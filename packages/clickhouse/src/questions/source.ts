import type { Filter } from '@tallystick/filter';
import { placeList } from '../place.ts';
import { expressions, filterSql } from './filter-sql.ts';
import type { Parameters } from './parameters.ts';
import { type Scope, scopeSql } from './scope.ts';

/** The attempts of a call begin within this of each other. ms */
export const longestRetries = 3_600_000;

/** How long the tokens of an answer took to come: a stream's from its first byte, those of a plain answer from the call on. */
const generation = 'if(streamed, toInt64(latency_ms) - ifNull(ttft_ms, 0), toInt64(latency_ms))';

/**
 * Where questions that count read from, as a table in SQL: a row per attempt that is in the scope and meets the filter, deduplicated. It has the
 * columns of `requests`, also those that `*` leaves out, what follows from several of them, and `is_final`: whether the attempt is its call's
 * last. This is the one place that chooses what is read.
 *
 * Which attempt is the last is judged over all attempts of the call, whether they meet the filter or not, and also those made after the
 * scope's end; so a call is counted once, where and when its last attempt was made, however ranges and filters are cut.
 */
export function sourceSql(scope: Scope, filter: Filter, parameters: Parameters): string {
  const within = scopeSql(scope, parameters);
  const meets = filterSql(filter, parameters, within);
  const follows = Object.entries(expressions).map(([name, sql]) => `${sql} AS ${name}`);
  return `(
    SELECT *, call_id, property_hashes, (call_id, attempt) NOT IN (${supersededSql(scope, parameters)}) AS is_final,
      ${generation} AS generation_ms, ${follows.join(', ')}
    FROM requests FINAL
    WHERE ${within} AND ${meets}
  )`;
}

/**
 * Attempts that were followed by another. Read without FINAL, which would take as long as the question itself: an attempt's number and call
 * are the same in all versions of its row, save the tombstone, and nothing comes after that (docs/decisions/0902).
 */
function supersededSql({ to, ...scope }: Scope, parameters: Parameters): string {
  const within = scopeSql({ ...scope, to: to + longestRetries }, parameters);
  return `
      SELECT call_id, arrayJoin(range(1, max(attempt)))
      FROM requests
      WHERE ${within} AND attempt > 1 AND is_deleted = 0
        AND (${placeList}) NOT IN (SELECT ${placeList} FROM requests WHERE ${within} AND is_deleted = 1)
      GROUP BY call_id`;
}
