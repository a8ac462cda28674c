import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import type { ClickHouse } from './client.ts';
import { type CallId, generationStep, idParameters, listed, placesOf } from './edited-calls.ts';
import { wholePlaceList } from './place.ts';

/**
 * The stored rows of calls that have edits, each with how many it has and whether all of them are in it. Rows and edits are read at
 * two moments: an edit that comes between them is one for the next look.
 *
 * @param calls SQL that selects `org_id, request_id`
 */
function editedRows(calls: string): string {
  return `
    SELECT org_id, request_id, newest % ${generationStep} >= 1 + edits AS folded
    FROM
    (
      SELECT org_id, request_id, max(version) AS newest
      FROM requests
      WHERE (org_id, created_at, request_id) IN (${placesOf(calls)})
      GROUP BY ${wholePlaceList}
      HAVING max(is_deleted) = 0
    ) AS stored
    INNER JOIN
    (
      SELECT org_id, request_id, uniqExact(edit_id) AS edits
      FROM edits
      WHERE (org_id, request_id) IN (SELECT org_id, request_id FROM (${calls}))
      GROUP BY org_id, request_id
    ) AS edited
    USING (org_id, request_id)`;
}

const idSchema = z.object({ org_id: z.string(), request_id: z.string() });

/** When the edits were made that are looked at, and how many calls are asked for. */
export interface EditsWindow {
  /** Unix ms, from here on … */
  from: number;
  /** … and before this. */
  to: number;
  limit: number;
}

/** The calls with edits of a time whose rows lack some of their edits. A call that is no row is not among them. */
export function findUnfolded(clickhouse: ClickHouse, { from, to, limit }: EditsWindow): Promise<CallId[]> {
  const calls = `
    SELECT DISTINCT org_id, request_id FROM edits
    WHERE created_at >= {from:DateTime64(3, 'UTC')} AND created_at < {to:DateTime64(3, 'UTC')}`;
  return clickhouse.query(
    idSchema,
    `SELECT DISTINCT org_id, request_id FROM (${editedRows(calls)}) WHERE NOT folded LIMIT {limit:UInt32}`,
    { from: clickhouseTime(from), to: clickhouseTime(to), limit },
  );
}

/** Whether a call is a row, or several, and has all of its edits. */
export async function isFolded(clickhouse: ClickHouse, call: CallId): Promise<boolean> {
  const [found] = await clickhouse.query(
    z.object({ folded: z.boolean() }),
    `SELECT toBool(count() > 0 AND min(folded)) AS folded FROM (${editedRows(listed)})`,
    idParameters([call]),
  );
  return found?.folded ?? false;
}
