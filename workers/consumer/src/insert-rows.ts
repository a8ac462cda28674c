import {
  type ClickHouse,
  ClickHouseError,
  insertBodies,
  insertRequestIds,
  insertRequests,
} from '@tallystick/clickhouse';
import type { Row } from './handlers/build-row.ts';

/** Stores rows so that whoever finds a call finds its bodies too: what `requests` leads to goes first. */
export function insertRows(clickhouse: ClickHouse): (rows: readonly Row[]) => Promise<void> {
  return async (rows) => {
    await insertBodies(
      clickhouse,
      rows.flatMap(({ body }) => body ?? []),
    );
    await insertRequestIds(
      clickhouse,
      rows.flatMap(({ requestId }) => requestId ?? []),
    );
    await insertRequests(
      clickhouse,
      rows.map(({ request }) => request),
    );
  };
}

/** Why an insert failed: it passes with time; the rows will never be taken; or they are for too many months to go together. */
export type InsertFailure = 'passes' | 'refused' | 'too_many_partitions';

/** One exception of ClickHouse for two things: an insert into too many partitions, and a partition with too many parts. */
const tooManyParts = 252;

export function failureOf(error: unknown): InsertFailure {
  if (!(error instanceof ClickHouseError)) return 'passes';
  if (error.exception === tooManyParts) return 'too_many_partitions';
  return error.retry ? 'passes' : 'refused';
}
