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

/** Whether an insert failed because of what the rows hold, and would fail again. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ClickHouseError && !error.retry;
}
