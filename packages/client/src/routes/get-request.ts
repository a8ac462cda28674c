import { createRoute, z } from '@hono/zod-openapi';
import { bodyEncodings, uuidPattern } from '@tallystick/log';
import { conversationSchema } from './conversation.ts';
import { requestSchema } from './request.ts';
import { againSchema, errorResponses, jsonOf, organisationField } from './shared.ts';

const bodySchema = z
  .object({ text: z.string(), encoding: z.enum(bodyEncodings).describe('base64 where the bytes are no text in UTF-8') })
  .openapi('Body');

/** What is kept of a call's bodies, content encodings undone. */
const bodiesSchema = z
  .object({
    request: bodySchema.nullable(),
    response: bodySchema.nullable(),
    missing: z.string().describe('why there are none; empty when there are'),
  })
  .openapi('Bodies');
export type Bodies = z.infer<typeof bodiesSchema>;

const answerSchema = z
  .object({
    request: requestSchema,
    attempts: z.array(requestSchema).describe('all attempts of the call, in their order, this one among them'),
    others: z
      .array(requestSchema)
      .describe('other calls with the same id, the latest first, where its caller chose it'),
    bodies: bodiesSchema,
    conversation: conversationSchema
      .nullable()
      .describe('null where there are no bodies, or they are in a format that is not read'),
    again: againSchema,
  })
  .openapi('RequestAnswer');

export const getRequest = createRoute({
  method: 'get',
  path: '/v1/requests/{id}',
  operationId: 'getRequest',
  summary: 'A call with its cost lines, bodies, conversation and attempts',
  request: {
    params: z.object({ id: z.string().regex(uuidPattern, 'must be the UUID in the header Tally-Request-Id') }),
    query: z.strictObject({ organisation: organisationField }),
  },
  responses: { 200: { description: 'The call', content: jsonOf(answerSchema) }, ...errorResponses },
});
