import type { Asker } from '@tallystick/clickhouse';
import type { Filter } from '@tallystick/filter';
import * as z from 'zod';
import { filterSql } from '../../packages/clickhouse/src/questions/filter-sql.ts';
import { Parameters } from '../../packages/clickhouse/src/questions/parameters.ts';
import { type Scope, scopeSql } from '../../packages/clickhouse/src/questions/scope.ts';

/**
 * Calls, errors and cost by day, of calls that meet a filter: the SQL that such a chart comes to where it reads rows and not a rollup.
 * It counts attempts; which of them is a call's last, and so its outcome, is the metrics question's to tell.
 */
export async function chartOf(asker: Asker, scope: Scope, filter: Filter): Promise<number> {
  const parameters = new Parameters();
  const within = scopeSql(scope, parameters);
  const days = await asker.ask(
    z.object({ day: z.string(), attempts: z.int(), errors: z.int(), cost: z.string().nullable() }),
    `SELECT toDate(created_at) AS day, count() AS attempts, countIf(status < 100 OR status >= 400) AS errors, sum(cost_usd) AS cost
     FROM requests FINAL
     WHERE ${within} AND ${filterSql(filter, parameters, within)}
     GROUP BY day ORDER BY day`,
    parameters,
  );
  return days.length;
}
