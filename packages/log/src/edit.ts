import * as z from 'zod';
import { timeSchema } from './row.ts';

const made = {
  /** UUIDv7. Of two edits of one name the one with the later id holds. */
  edit_id: z.string(),
  created_at: timeSchema,
  /** Of the key that made it, '' for the operator. */
  key_id: z.string(),
};

const said = {
  name: z.string(),
  /** A score or a rating; null takes a score away. */
  score: z.number().nullable(),
  /** The value of a property, null to take it away; the comment of a feedback. */
  text: z.string().nullable(),
};

/** One row of `edits`: what was said of a call after it, whether or not the call is a row already. */
export const editRowSchema = z.object({
  org_id: z.string(),
  request_id: z.string(),
  ...made,
  kind: z.enum(['score', 'feedback', 'property']),
  ...said,
});
export type EditRow = z.infer<typeof editRowSchema>;

/** One row of `session_edits`: what was said of a session as a whole. */
export const sessionEditRowSchema = z.object({
  org_id: z.string(),
  session_id: z.string(),
  ...made,
  kind: z.enum(['score', 'feedback']),
  ...said,
});
export type SessionEditRow = z.infer<typeof sessionEditRowSchema>;
