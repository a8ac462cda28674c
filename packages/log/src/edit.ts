import * as z from 'zod';
import { timeSchema } from './row.ts';

/** What an edit may say. Lengths in characters; `names` is how many scores or properties one request may give. */
export const editLimits = { names: 64, name: 64, comment: 4096 } as const;

/** The score that a feedback's rating becomes. */
export const feedbackName = 'feedback';

/** What is wrong with a score's name, to be read after it, or `undefined`. */
export function scoreNameFault(name: string): string | undefined {
  if (name.length > editLimits.name) return `has a name longer than ${editLimits.name} characters`;
  // In JavaScript this is not a place to keep a value, and JSON readers drop or mistake it.
  if (name === '__proto__') return 'is not a name that can be stored';
  if (name.trim() === '' || name.trim() !== name) return 'must have a name, without spaces around it';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'has a control character in its name';
  return undefined;
}

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
