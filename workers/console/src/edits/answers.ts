import { z } from '@hono/zod-openapi';
import { organisationQuery } from '@tallystick/client/routes';
import type { EditRow, SessionEditRow } from '@tallystick/log';

const takenSchema = z.array(z.object({ id: z.uuid(), name: z.string() })).describe('one per name');

export const callEditsTakenSchema = z
  .object({
    edits: takenSchema,
    folded: z
      .boolean()
      .describe('whether the call is stored and has them. If not, it gets them within an hour after it is'),
  })
  .openapi('CallEditsTaken');

export const sessionEditsTakenSchema = z.object({ edits: takenSchema }).openapi('SessionEditsTaken');

export const editsPageQuery = organisationQuery.extend({
  cursor: z.uuid('must be the cursor of the page before').optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export const editsSchema = z.object({
  edits: z.array(
    z
      .object({
        id: z.uuid(),
        created_at: z.iso.datetime(),
        key_id: z
          .string()
          .nullable()
          .describe('of the key that made it; null for the operator, and for people who came by none'),
        kind: z.enum(['score', 'feedback', 'property']),
        name: z.string(),
        value: z.union([z.number(), z.string()]).nullable().describe('null where something was taken away'),
        comment: z.string().nullable().describe('of a feedback'),
      })
      .openapi('Edit'),
  ),
  cursor: z.string().optional(),
});

/** A page of edits. @param limit how many were asked for */
export function presentEdits(rows: readonly (EditRow | SessionEditRow)[], limit: number): z.infer<typeof editsSchema> {
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
