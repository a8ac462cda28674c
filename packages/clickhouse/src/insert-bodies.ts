import { type BodyRow, bodyEncodings, bodyRowSchema } from '@tallystick/log';
import type { ClickHouse } from './client.ts';
import { columnsOf } from './columns.ts';
import { ClickHouseError } from './errors.ts';
import { RowBinaryWriter } from './row-binary.ts';

/** A row of `bodies` on its way in: its two texts are in UTF-8 already. */
export interface EncodedBodyRow extends Omit<BodyRow, 'request_body' | 'response_body'> {
  request_body: Uint8Array;
  response_body: Uint8Array;
}

const columns = columnsOf(bodyRowSchema.shape);

/**
 * Stores the bodies of calls: before their facts, so that a row of `requests` never waits for its bodies. They go as bytes:
 * to make text of them, escape it and encode it again took half of all that is done for a call (docs/decisions/0104).
 *
 * @throws ClickHouseError `bad_data`, before anything is sent, when an id or a time is not one
 */
export async function insertBodies(clickhouse: ClickHouse, rows: readonly EncodedBodyRow[]): Promise<void> {
  if (rows.length === 0) return;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = encode(rows);
  } catch (cause) {
    throw new ClickHouseError('bad_data', { cause });
  }
  await clickhouse.insertRowBinary('bodies', columns, bytes);
}

/** All of a row but its texts: 55 bytes, and three lengths of at most 5 each. */
const fixedBytes = 70;

/** In the order of the schema, which a test holds to that of the table. */
function encode(rows: readonly EncodedBodyRow[]): Uint8Array<ArrayBuffer> {
  // One character is at most three bytes.
  const texts = rows.map((row) => 3 * row.org_id.length + row.request_body.length + row.response_body.length);
  const writer = new RowBinaryWriter(texts.reduce((sum, length) => sum + length, rows.length * fixedBytes));
  for (const row of rows) {
    writer.string(row.org_id);
    writer.dateTime64(row.created_at);
    writer.uuid(row.request_id);
    writer.uuid(row.isolate_id);
    writer.uint32(row.isolate_seq);
    writer.uint64(BigInt(row.version));
    writer.uint8(row.is_deleted);
    writer.string(row.request_body);
    writer.uint8(encodingNumber(row.request_encoding));
    writer.string(row.response_body);
    writer.uint8(encodingNumber(row.response_encoding));
  }
  return writer.written();
}

/** The number of a word in the column's Enum8, which counts from 1. */
function encodingNumber(encoding: BodyRow['request_encoding']): number {
  return bodyEncodings.indexOf(encoding) + 1;
}
