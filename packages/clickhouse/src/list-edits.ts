import { type EditRow, editRowSchema, type SessionEditRow, sessionEditRowSchema } from '@tallystick/log';
import type { ClickHouse } from './client.ts';
import { columnsOf } from './columns.ts';

/** Which edits: those made before one, when it is named, and so many. */
export interface EditsPage {
  before?: string | undefined;
  limit: number;
}

/** The latest first, as UUIDv7s are ordered; ClickHouse itself compares their second halves. One that was sent twice is there once. */
const latestFirst = `
  AND toUInt128(edit_id) < toUInt128({before:UUID})
  ORDER BY toUInt128(edit_id) DESC
  LIMIT 1 BY edit_id
  LIMIT {limit:UInt32}`;

const afterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The edits of a call, whether or not it is a row. */
export function listEdits(
  clickhouse: ClickHouse,
  call: { org_id: string; request_id: string },
  { before = afterAll, limit }: EditsPage,
): Promise<EditRow[]> {
  return clickhouse.query(
    editRowSchema,
    `SELECT ${columnsOf(editRowSchema.shape).join(', ')} FROM edits
     WHERE org_id = {org_id:String} AND request_id = {request_id:UUID} ${latestFirst}`,
    { ...call, before, limit },
  );
}

/** The edits of a session. */
export function listSessionEdits(
  clickhouse: ClickHouse,
  session: { org_id: string; session_id: string },
  { before = afterAll, limit }: EditsPage,
): Promise<SessionEditRow[]> {
  return clickhouse.query(
    sessionEditRowSchema,
    `SELECT ${columnsOf(sessionEditRowSchema.shape).join(', ')} FROM session_edits
     WHERE org_id = {org_id:String} AND session_id = {session_id:String} ${latestFirst}`,
    { ...session, before, limit },
  );
}
