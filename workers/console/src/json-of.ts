import type { z } from '@hono/zod-openapi';

/** A body of this shape, as a route's definition puts it. */
export function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return { 'application/json': { schema } } as const;
}
