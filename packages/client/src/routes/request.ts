import { z } from '@hono/zod-openapi';
import { requestRowSchema } from '@tallystick/log';

const { org_id, version, is_deleted, ...stored } = requestRowSchema.shape;
const time = z.iso.datetime();

/** A call as it is answered: the columns of `requests` (docs/architecture.md). Money is decimal text in USD; null is unknown. */
export const requestSchema = z
  .object({
    ...stored,
    created_at: time,
    responded_at: time,
    total_tokens: z.int().nullable().describe('prompt_tokens and completion_tokens; null when one is unknown'),
    failed: z.boolean().describe('no answer, a status from 400, or an answer that broke off upstream'),
  })
  .openapi('Request');

export type RequestColumn = keyof typeof requestSchema.shape;
export const requestColumns = Object.keys(requestSchema.shape) as [RequestColumn, ...RequestColumn[]];
