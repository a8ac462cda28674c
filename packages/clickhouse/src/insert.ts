import {
  type BodyRow,
  bodyRowSchema,
  type RequestIdRow,
  type RequestRow,
  requestIdRowSchema,
  requestRowSchema,
} from '@tallystick/log';
import type { ClickHouse } from './client.ts';

/** Columns are named in each insert, so a table without one of them is `schema`, worth a retry, and not `bad_data`. */
function columnsOf(shape: Record<string, unknown>): [string, ...string[]] {
  const [first, ...rest] = Object.keys(shape);
  if (first === undefined) throw new RangeError('a row without columns');
  return [first, ...rest];
}

const requestColumns = columnsOf(requestRowSchema.shape);
const bodyColumns = columnsOf(bodyRowSchema.shape);
const requestIdColumns = columnsOf(requestIdRowSchema.shape);

/** Stores the bodies of calls: before their facts, so that a row of `requests` never waits for its bodies. */
export function insertBodies(clickhouse: ClickHouse, rows: readonly BodyRow[]): Promise<void> {
  return clickhouse.insert('bodies', bodyColumns, rows);
}

/** Stores the facts of calls. Resolves when ClickHouse has them on disk. */
export function insertRequests(clickhouse: ClickHouse, rows: readonly RequestRow[]): Promise<void> {
  return clickhouse.insert('requests', requestColumns, rows);
}

/** Stores where calls with an id of their caller's choice are found. */
export function insertRequestIds(clickhouse: ClickHouse, rows: readonly RequestIdRow[]): Promise<void> {
  return clickhouse.insert('request_ids', requestIdColumns, rows);
}
