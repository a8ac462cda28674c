import { createRoute, z } from '@hono/zod-openapi';
import { auditActions } from '@tallystick/log';
import { errorResponses, jsonOf, pageQuery } from './shared.ts';

const lineSchema = z
  .object({
    at: z.iso.datetime(),
    actor: z.string().describe('an e-mail, the name of a key, whose sign-in link it was, or operator'),
    key_id: z.string().nullable().describe('of the key that was used; null for none'),
    action: z.enum(auditActions),
    subject: z
      .string()
      .describe(
        'the id of the call, key, session or user, the e-mail of the member, or the model of a price; of a sign-in who it was',
      ),
    detail: z.string(),
  })
  .openapi('AuditLine');

export const listAuditLines = createRoute({
  method: 'get',
  path: '/v1/audit',
  operationId: 'listAuditLines',
  summary: 'Who read, took, deleted or changed what, for 400 days',
  request: { query: pageQuery },
  responses: {
    200: {
      description: 'The latest first',
      content: jsonOf(z.object({ lines: z.array(lineSchema), next_cursor: z.string().nullable() })),
    },
    ...errorResponses,
  },
});
