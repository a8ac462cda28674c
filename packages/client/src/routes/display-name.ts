import { z } from '@hono/zod-openapi';

/** A name for people, on one line: what would break a table or steer a terminal has no place in it. */
export const displayNameSchema = z
  .string()
  .trim()
  .max(120, 'must be at most 120 characters')
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'must be one line without control characters');
