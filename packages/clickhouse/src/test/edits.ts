import { clickhouseTime, type EditRow, uuidv7, uuidv7Time } from '@tallystick/log';
import type { CallId } from '../index.ts';

type Said = Partial<Pick<EditRow, 'edit_id' | 'kind' | 'name' | 'score' | 'text'>>;

/** An edit of a call, as the console makes one: by itself, a score `quality` of 1. `made` is when, Unix ms. */
export function editOf({ org_id, request_id }: CallId, { made, ...said }: Said & { made: number }): EditRow {
  const edit_id = said.edit_id ?? uuidv7(made);
  const created_at = clickhouseTime(uuidv7Time(edit_id) ?? made);
  const edit = { org_id, request_id, edit_id, created_at, key_id: 'k' };
  return { ...edit, kind: 'score', name: 'quality', score: 1, text: null, ...said };
}
