import * as z from 'zod';
import type { ClickHouse } from './client.ts';
import { wholePlaceList } from './place.ts';
import { tombstoneVersion } from './tombstones.ts';

/** How many went, by table: calls, pairs of bodies, ids, and edits of calls and sessions. */
export interface DeletedRows {
  requests: number;
  bodies: number;
  request_ids: number;
  edits: number;
}

/** Whether a row has a number among those of an edge isolate: others have a UUIDv8 of their own (docs/decisions/0310). */
const isNumbered = `substring(toString(isolate_id), 15, 1) != '8'`;

/**
 * Deletes all rows of an organisation. Resolves when nobody can find them; their parts are rewritten after that.
 *
 * Whoever does this removes the organisation itself first. The consumer still takes its messages for up to 30 s, its cache of
 * accounts, and the time of an insert: what comes of them stays until this is done again, or until retention. A tombstone hides
 * the row of a message that is delivered again, but not its bodies and its id.
 *
 * What came through an edge isolate leaves its number and when it ended, or `findGaps` would miss it. Broken off at any point, the same again
 * completes it.
 */
export async function deleteOrganisation(clickhouse: ClickHouse, organisation: string): Promise<DeletedRows> {
  const requests = await countRows(
    clickhouse,
    `SELECT uniqExact(${wholePlaceList}) AS rows FROM requests WHERE org_id = {organisation:String} AND is_deleted = 0`,
    organisation,
  );
  await clickhouse.command(
    `INSERT INTO requests (${wholePlaceList}, responded_at, version, is_deleted)
     SELECT ${wholePlaceList}, max(responded_at), {version:UInt64}, 1
     FROM requests
     WHERE org_id = {organisation:String} AND is_deleted = 0 AND ${isNumbered}
     GROUP BY ${wholePlaceList}`,
    { organisation, version: tombstoneVersion },
  );
  // A row that has landed since then has no tombstone: it stays for the next time rather than become a gap.
  await deleteRows(
    clickhouse,
    `DELETE FROM requests WHERE org_id = {organisation:String} AND is_deleted = 0 AND (
       NOT ${isNumbered}
       OR (${wholePlaceList}) IN (SELECT ${wholePlaceList} FROM requests WHERE org_id = {organisation:String} AND is_deleted = 1)
     )`,
    organisation,
  );
  return {
    requests,
    bodies: await deleteAll(clickhouse, 'bodies', organisation),
    request_ids: await deleteAll(clickhouse, 'request_ids', organisation),
    edits:
      (await deleteAll(clickhouse, 'edits', organisation)) +
      (await deleteAll(clickhouse, 'session_edits', organisation)),
  };
}

/** Deletes what an organisation has in a table that holds no numbers of isolates. @returns how many rows there were */
async function deleteAll(
  clickhouse: ClickHouse,
  table: 'bodies' | 'request_ids' | 'edits' | 'session_edits',
  organisation: string,
): Promise<number> {
  const count = `SELECT count() AS rows FROM ${table} FINAL WHERE org_id = {organisation:String}`;
  const rows = await countRows(clickhouse, count, organisation);
  await deleteRows(clickhouse, `DELETE FROM ${table} WHERE org_id = {organisation:String}`, organisation);
  return rows;
}

async function countRows(clickhouse: ClickHouse, query: string, organisation: string): Promise<number> {
  const [count] = await clickhouse.query(z.object({ rows: z.int() }), query, { organisation });
  return count?.rows ?? 0;
}

function deleteRows(clickhouse: ClickHouse, query: string, organisation: string): Promise<void> {
  const settings = { lightweight_deletes_sync: '2', allow_nondeterministic_mutations: 1 } as const;
  return clickhouse.command(query, { organisation }, { settings });
}
