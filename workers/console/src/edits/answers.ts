import type { Edits } from '@tallystick/client/routes';
import type { EditRow, SessionEditRow } from '@tallystick/log';

/** A page of edits. @param limit how many were asked for */
export function presentEdits(rows: readonly (EditRow | SessionEditRow)[], limit: number): Edits {
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    edits: rows.map(({ edit_id, created_at, key_id, kind, name, score, text }) => ({
      id: edit_id,
      created_at: `${created_at.replace(' ', 'T')}Z`,
      key_id: key_id === '' ? null : key_id,
      kind,
      name,
      value: kind === 'property' ? text : score,
      comment: kind === 'feedback' ? text : null,
    })),
    ...(last && { cursor: last.edit_id }),
  };
}
