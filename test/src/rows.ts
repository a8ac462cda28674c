import { setTimeout as sleep } from 'node:timers/promises';
import { type BodyRow, bodyRowSchema, type RequestRow, requestRowSchema } from '@tallystick/log';
import type { Testbed } from './testbed.ts';

/** How long a call may take to become a row, on a slow machine, before a test gives up on it. */
const patience = 30_000;
const pause = 100;

/** Waits until every one of the calls is a row. @returns the rows, deduplicated, by request id */
export async function rowsOf({ clickhouse }: Testbed, ids: readonly string[]): Promise<Map<string, RequestRow>> {
  const deadline = Date.now() + patience;
  for (;;) {
    const rows = await clickhouse.query(
      requestRowSchema,
      'SELECT *, call_id FROM requests FINAL WHERE has({ids:Array(UUID)}, request_id)',
      { ids },
    );
    const byId = new Map(rows.map((row) => [row.request_id, row]));
    if (byId.size !== rows.length) throw new Error('a call is stored more than once');
    if (byId.size === ids.length) return byId;
    if (Date.now() > deadline) {
      throw new Error(`no row within ${patience} ms for ${ids.filter((id) => !byId.has(id)).join(', ')}`);
    }
    await sleep(pause);
  }
}

export async function rowOf(testbed: Testbed, id: string): Promise<RequestRow> {
  const row = (await rowsOf(testbed, [id])).get(id);
  if (!row) throw new Error(`no row for ${id}`);
  return row;
}

/** The stored bodies of a call whose row is there: bodies are inserted first. */
export async function bodiesOf({ clickhouse }: Testbed, id: string): Promise<BodyRow | undefined> {
  const rows = await clickhouse.query(bodyRowSchema, 'SELECT * FROM bodies FINAL WHERE request_id = {id:UUID}', { id });
  return rows[0];
}

/** The bytes that a stored body stands for. */
export function storedBytes(text: string, encoding: BodyRow['request_encoding']): Buffer {
  return Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
}
