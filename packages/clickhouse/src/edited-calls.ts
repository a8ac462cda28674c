/** A call by the id that its caller knows. One id may name several rows, when a caller uses it again: an edit is of all of them. */
export interface CallId {
  org_id: string;
  request_id: string;
}

/** The calls of a list, to be bound with `idParameters`. */
export const listed = `
  SELECT pair.1 AS org_id, pair.2 AS request_id
  FROM (SELECT arrayJoin(arrayZip({organisations:Array(String)}, {ids:Array(UUID)})) AS pair)`;

/** What `listed` binds. */
export function idParameters(calls: readonly CallId[]): { organisations: string[]; ids: string[] } {
  return {
    organisations: calls.map(({ org_id }) => org_id),
    ids: calls.map(({ request_id }) => request_id),
  };
}

/**
 * Where the rows of calls stand if there are any, as the primary key of `requests`: at the time that a UUIDv7 carries (1970 for
 * other ids, when nothing was called) and at those that `request_ids` has for ids of the caller's choice.
 *
 * @param calls SQL that selects `org_id, request_id`
 */
export function placesOf(calls: string): string {
  return `
    SELECT org_id, UUIDv7ToDateTime(request_id, 'UTC') AS created_at, request_id FROM (${calls})
    UNION ALL
    SELECT org_id, created_at, request_id FROM request_ids
    WHERE (org_id, request_id) IN (SELECT org_id, request_id FROM (${calls}))`;
}

/** What a generation of prices adds to a version. What a version has below it counts the edits: docs/decisions/0106. */
export const generationStep = 2 ** 32;
