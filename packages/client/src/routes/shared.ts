import { z } from '@hono/zod-openapi';
import { idPattern, uuidPattern } from '@tallystick/log';

/** A body of this shape, as a route's definition puts it. */
export function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return { 'application/json': { schema } } as const;
}

export const idSchema = z
  .string()
  .regex(idPattern, 'must be 1 to 40 lower-case letters, digits and hyphens, and not begin with a hyphen');

/** How the operator says which organisation is meant. */
export const organisationField = idSchema
  .optional()
  .describe('needed with the operator token, which belongs to none; chooses among those of a person');

/** The same of requests without a body. */
export const organisationQuery = z.strictObject({ organisation: organisationField });

/** Which page of a list whose things have ids in the order of time. */
export const pageQuery = organisationQuery.extend({
  cursor: z.uuid('must be the cursor of the page before').optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export const requestIdParam = z.object({
  id: z
    .string()
    .regex(uuidPattern, 'must be the UUID of a call')
    .transform((id) => id.toLowerCase()),
});

/** A session's id is its caller's text. */
export const sessionIdParam = z.object({ id: z.string().max(256, 'must be at most 256 characters') });

const errorSchema = z
  .object({ error: z.object({ code: z.string(), message: z.string().describe('what is wrong and what to do') }) })
  .openapi('Error');

/** Every route answers its refusals in this shape. */
export const errorResponses = {
  '4XX': { description: 'A refusal: the message says what to change', content: jsonOf(errorSchema) },
  '5XX': { description: 'Something is away or went wrong here', content: jsonOf(errorSchema) },
} as const;

/** How the same is asked again: every answer to a question has it. */
export const againSchema = z
  .object({
    curl: z.string().describe('for a shell that has the key in TALLY_READ_KEY'),
    sql: z.string().describe('for a client of ClickHouse'),
  })
  .openapi('Again');
