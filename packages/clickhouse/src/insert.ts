import { type RequestIdRow, type RequestRow, requestIdRowSchema, requestRowSchema } from '@tallystick/log';
import * as z from 'zod';
import type { ClickHouse } from './client.ts';
import { columnsOf } from './columns.ts';
import { ClickHouseError } from './errors.ts';

/** `call_id` is computed: stored is the id of the first attempt, where it is another. */
const { call_id, ...ownColumns } = requestRowSchema.shape;
const requestColumns = columnsOf({ ...ownColumns, first_request_id: call_id });
const requestIdColumns = columnsOf(requestIdRowSchema.shape);

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
    usage_details: true,
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
  await clickhouse.insert('requests', requestColumns, rows.map(asStored));
}

/** What is undefined does not go into JSON. */
function asStored(row: RequestRow): object {
  const { call_id, request_id } = row;
  return { ...row, call_id: undefined, first_request_id: call_id === request_id ? undefined : call_id };
}

/** Stores where calls with an id of their caller's choice are found. */
export function insertRequestIds(clickhouse: ClickHouse, rows: readonly RequestIdRow[]): Promise<void> {
  return clickhouse.insert('request_ids', requestIdColumns, rows);
}
