import { completeVersion } from '@tallystick/log';
import type { ClickHouse } from './client.ts';
import { type CallId, generationStep, idParameters, listed, placesOf } from './edited-calls.ts';

/**
 * What the edits of a call come to: of each name the latest, and how many there are in all. It reads `edits` once, so that the
 * number is that of the edits which were looked at: were it of a moment later, the row would claim an edit that it lacks, and no sweep
 * would ever see that. ClickHouse compares UUIDs by their second half, numbers by their first.
 */
const edited = `
  SELECT
    org_id,
    request_id,
    CAST(
      groupArrayIf((name, assumeNotNull(held.1)), NOT is_property AND isNotNull(held.1)),
      'Map(LowCardinality(String), Float64)'
    ) AS scores_given,
    groupArrayIf(name, NOT is_property AND isNull(held.1)) AS scores_taken,
    CAST(
      groupArrayIf((name, assumeNotNull(held.2)), is_property AND isNotNull(held.2)),
      'Map(LowCardinality(String), LowCardinality(String))'
    ) AS properties_given,
    groupArrayIf(name, is_property AND isNull(held.2)) AS properties_taken,
    sum(number) AS edits
  FROM
  (
    SELECT
      org_id,
      request_id,
      kind = 'property' AS is_property,
      name,
      argMax((score, text), toUInt128(edit_id)) AS held,
      uniqExact(edit_id) AS number
    FROM edits
    WHERE (org_id, request_id) IN (SELECT org_id, request_id FROM (${listed}))
    GROUP BY org_id, request_id, is_property, name
  )
  GROUP BY org_id, request_id`;

/**
 * Writes the rows of calls with all of their edits, as one statement on the server: however many do so at once, and whatever they
 * see, the row that has most of the edits is the one that stays. Nothing is written for a call that is no row, is deleted, or has no edits.
 * A folded row is folded again in the same way, so a fold may be repeated. Names come out in their order, whichever fold brought them.
 *
 * @throws ClickHouseError
 */
export async function foldEdits(clickhouse: ClickHouse, calls: readonly CallId[]): Promise<void> {
  if (calls.length === 0) return;
  await clickhouse.command(
    `INSERT INTO requests
     SELECT call.* REPLACE (
       mapSort(mapFilter((name, _) -> NOT has(scores_taken, name), mapUpdate(call.scores, scores_given))) AS scores,
       mapSort(mapFilter((name, _) -> NOT has(properties_taken, name), mapUpdate(call.properties, properties_given))) AS properties,
       -- 1 is a complete row of a consumer before edits.
       intDiv(call.version, ${generationStep}) * ${generationStep} + if(call.version = 1, ${completeVersion}, 0) + 1 + edits AS version
     )
     FROM (SELECT * FROM requests FINAL WHERE (org_id, created_at, request_id) IN (${placesOf(listed)})) AS call
     INNER JOIN (${edited}) AS edited ON edited.org_id = call.org_id AND edited.request_id = call.request_id`,
    idParameters(calls),
    // Calls of many months may be edited at once.
    { settings: { max_partitions_per_insert_block: '0' } },
  );
}
