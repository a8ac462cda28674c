import {
  type BodyRow,
  bodyRowSchema,
  type RequestIdRow,
  type RequestRow,
  requestIdRowSchema,
  requestRowSchema,
} from '@tallystick/log';
import * as z from 'zod';
import type { ClickHouse } from './client.ts';
import { ClickHouseError } from './errors.ts';

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

/**
 * The columns whose numbers ClickHouse would store modulo 2⁸, 2¹⁶ or 2³². Whatever else a row may have wrong, ClickHouse refuses;
 * parsing all of it here would cost more than sending it.
 */
const bounded = z.array(
  requestRowSchema.pick({
    attempt: true,
    isolate_seq: true,
    status: true,
    latency_ms: true,
    ttft_ms: true,
    prompt_tokens: true,
    completion_tokens: true,
    cache_read_tokens: true,
    cache_write_tokens: true,
    prompt_audio_tokens: true,
    completion_audio_tokens: true,
    reasoning_tokens: true,
  }),
);

/**
 * Stores the facts of calls. Resolves when ClickHouse has them on disk.
 *
 * @throws ClickHouseError `bad_data`, before anything is sent, when a number is too large for its column
 */
export async function insertRequests(clickhouse: ClickHouse, rows: readonly RequestRow[]): Promise<void> {
  const { error } = bounded.safeParse(rows);
  if (error) throw new ClickHouseError('bad_data', { cause: error });
  await clickhouse.insert('requests', requestColumns, rows);
}

/** Stores where calls with an id of their caller's choice are found. */
export function insertRequestIds(clickhouse: ClickHouse, rows: readonly RequestIdRow[]): Promise<void> {
  return clickhouse.insert('request_ids', requestIdColumns, rows);
}
