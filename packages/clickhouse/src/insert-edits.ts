import { type EditRow, editRowSchema, type SessionEditRow, sessionEditRowSchema } from '@tallystick/log';
import type { ClickHouse } from './client.ts';
import { columnsOf } from './columns.ts';

const editColumns = columnsOf(editRowSchema.shape);
const sessionEditColumns = columnsOf(sessionEditRowSchema.shape);

/** Appends edits of calls. Resolves when ClickHouse has them on disk: from then on none is lost, whatever becomes of its fold. */
export function insertEdits(clickhouse: ClickHouse, edits: readonly EditRow[]): Promise<void> {
  return clickhouse.insert('edits', editColumns, edits);
}

/** Appends edits of sessions. Resolves when ClickHouse has them on disk. */
export function insertSessionEdits(clickhouse: ClickHouse, edits: readonly SessionEditRow[]): Promise<void> {
  return clickhouse.insert('session_edits', sessionEditColumns, edits);
}
