import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import type { ClickHouse, QueryParameters } from './client.ts';
import { idParameters, listed, placesOf } from './edited-calls.ts';
import { placeList, wholePlaceList } from './place.ts';
import { tombstoneVersion } from './tombstones.ts';

/** What is to be deleted: a call by its id, for good, or the calls of a session or user that were made before a time. */
export interface CallsToDelete {
  org_id: string;
  kind: 'call' | 'session' | 'user';
  /** The id of the call, session or user. */
  subject: string;
  /** Unix ms: calls of a session or user, and edits of a session, from then on stay. */
  before: number;
}

/** How many went: calls, pairs of bodies, ids, and edits of calls and sessions. */
export interface DeletedCalls {
  requests: number;
  bodies: number;
  request_ids: number;
  edits: number;
}

/** Which rows are to go. Any version of a row may be the one that tells its user: one without bodies does not. */
const matches = {
  call: `(org_id, created_at, request_id) IN (${placesOf(listed)})`,
  session: `session_id = {subject:String} AND created_at < {before:DateTime64(3, 'UTC')}`,
  user: `user_id = {subject:String} AND created_at < {before:DateTime64(3, 'UTC')}`,
} as const;

const ofOrganisation = 'org_id = {organisation:String}';

/** Deleted calls of the organisation, these and others: what is left of any of them may go. */
const buried = `SELECT ${wholePlaceList} FROM requests WHERE ${ofOrganisation} AND is_deleted = 1`;

/**
 * Deletes calls from ClickHouse. Each leaves a blank row in the place of its own, which outranks every row that a late fold or delivery may
 * still write, and keeps the number of its message; then all that the place held is removed: a row whose blank is missing stays for the
 * next time. What an earlier deletion of the same organisation left, when it was broken off, goes too.
 *
 * Resolves when nobody can find it; the parts are rewritten after that. Broken off at any point, the same again completes it.
 *
 * @returns how many there were; nothing when nothing was left
 * @throws ClickHouseError
 */
export async function deleteCalls(clickhouse: ClickHouse, target: CallsToDelete): Promise<DeletedCalls> {
  const parameters = parametersOf(target);
  const matching = `SELECT ${wholePlaceList} FROM requests WHERE ${ofOrganisation} AND is_deleted = 0 AND ${matches[target.kind]}`;
  const requests = await count(
    clickhouse,
    `SELECT uniqExact(${wholePlaceList}) AS rows FROM (${matching})`,
    parameters,
  );
  if (requests > 0) {
    await clickhouse.command(
      `INSERT INTO requests (${wholePlaceList}, responded_at, version, is_deleted)
       SELECT ${wholePlaceList}, max(responded_at), {version:UInt64}, 1
       FROM requests
       WHERE ${ofOrganisation} AND is_deleted = 0 AND (${wholePlaceList}) IN (${matching})
       GROUP BY ${wholePlaceList}`,
      { ...parameters, version: tombstoneVersion },
      { settings: { max_partitions_per_insert_block: '0' } },
    );
  }
  const remove = (table: string, condition: string) => removeRows(clickhouse, table, condition, parameters);
  const bodies = await remove('bodies', `${ofOrganisation} AND (${wholePlaceList}) IN (${buried})`);
  const request_ids = await remove(
    'request_ids',
    `${ofOrganisation} AND (org_id, request_id, created_at) IN (SELECT org_id, request_id, created_at FROM (${buried}))`,
  );
  await remove('requests', `${ofOrganisation} AND is_deleted = 0 AND (${wholePlaceList}) IN (${buried})`);
  // An id may name other calls, of other users, which keep what was said of them.
  const edited = `${ofOrganisation} AND (${target.kind === 'call' ? 'request_id = {subject:UUID} OR ' : ''}
    request_id IN (SELECT request_id FROM (${buried}))
    AND request_id NOT IN (SELECT request_id FROM requests WHERE ${ofOrganisation} AND is_deleted = 0))`;
  const edits = await remove('edits', edited);
  const ofSession = `${ofOrganisation} AND session_id = {subject:String} AND created_at < {before:DateTime64(3, 'UTC')}`;
  const sessionEdits = target.kind === 'session' ? await remove('session_edits', ofSession) : 0;
  return { requests, bodies, request_ids, edits: edits + sessionEdits };
}

const placeSchema = z.object({
  org_id: z.string(),
  /** Unix ms */
  created_at: z.int(),
  request_id: z.string(),
  isolate_id: z.string(),
  isolate_seq: z.int(),
});
export type CallPlace = z.infer<typeof placeSchema>;

/** Of calls that are to be deleted, those whose bodies may stand in R2: page by page, in the order of their places. */
export async function* findCallsInObjects(
  clickhouse: ClickHouse,
  target: CallsToDelete,
  limit = 1000,
): AsyncGenerator<CallPlace[]> {
  let after: CallPlace | undefined;
  do {
    const page: CallPlace[] = await clickhouse.query(
      placeSchema,
      `SELECT org_id, toUnixTimestamp64Milli(place.created_at) AS created_at, request_id, isolate_id, isolate_seq
       FROM
       (
         SELECT DISTINCT ${wholePlaceList} FROM requests
         WHERE ${ofOrganisation} AND is_deleted = 0 AND body_location != 'clickhouse' AND ${matches[target.kind]}
           ${after ? `AND (${placeList}) > ({at:DateTime64(3, 'UTC')}, {id:UUID}, {isolate:UUID}, {number:UInt32})` : ''}
         ORDER BY ${placeList}
         LIMIT {limit:UInt32}
       ) AS place
       ORDER BY place.created_at, request_id, isolate_id, isolate_seq`,
      {
        ...parametersOf(target),
        limit,
        ...(after && {
          at: clickhouseTime(after.created_at),
          id: after.request_id,
          isolate: after.isolate_id,
          number: after.isolate_seq,
        }),
      },
    );
    if (page.length > 0) yield page;
    after = page.length === limit ? page.at(-1) : undefined;
  } while (after);
}

function parametersOf({ org_id, kind, subject, before }: CallsToDelete): QueryParameters {
  return {
    organisation: org_id,
    subject,
    before: clickhouseTime(before),
    ...(kind === 'call' && idParameters([{ org_id, request_id: subject }])),
  };
}

/** @returns how many rows there were */
async function removeRows(
  clickhouse: ClickHouse,
  table: string,
  condition: string,
  parameters: QueryParameters,
): Promise<number> {
  const rows = await count(clickhouse, `SELECT count() AS rows FROM ${table} WHERE ${condition}`, parameters);
  // Each removal is a mutation of the whole table.
  if (rows > 0) {
    const settings = { lightweight_deletes_sync: '2', allow_nondeterministic_mutations: 1 } as const;
    await clickhouse.command(`DELETE FROM ${table} WHERE ${condition}`, parameters, { settings });
  }
  return rows;
}

async function count(clickhouse: ClickHouse, query: string, parameters: QueryParameters): Promise<number> {
  const [found] = await clickhouse.query(z.object({ rows: z.int() }), query, parameters);
  return found?.rows ?? 0;
}
