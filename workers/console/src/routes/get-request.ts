import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { findAttempts, findRequest } from '@tallystick/clickhouse';
import { uuidPattern } from '@tallystick/log';
import { type Conversation, readConversation } from '@tallystick/providers/conversation';
import { ApiError, errorResponses } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { jsonOf } from '../json-of.ts';
import { organisationField } from '../organisation.ts';
import { againSchema, askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { type Bodies, bodiesSchema, readBodies } from '../questions/bodies.ts';
import { conversationSchema } from '../questions/conversation-schema.ts';
import { requestSchema } from '../questions/request-schema.ts';
import type { AppEnv } from '../services.ts';

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

const route = createRoute({
  method: 'get',
  path: '/v1/requests/{id}',
  operationId: 'getRequest',
  summary: 'A call with its cost lines, bodies, conversation and attempts',
  ...allow('r', 'a'),
  request: {
    params: z.object({ id: z.string().regex(uuidPattern, 'must be the UUID in the header Tally-Request-Id') }),
    query: z.strictObject({ organisation: organisationField }),
  },
  responses: { 200: { description: 'The call', content: jsonOf(answerSchema) }, ...errorResponses },
});

export function addGetRequest(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    return withAsker(c, c.req.valid('query').organisation, async (asker) => {
      const found = await findRequest(asker, id);
      if (!found) {
        throw new ApiError(
          'not_found',
          `there is no call ${id}: it may have come a moment ago, or be older than is kept`,
        );
      }
      const [attempts, bodies] = await Promise.all([
        findAttempts(asker, found.request),
        readBodies(asker, c.var.services.objects, found.request),
      ]);
      const conversation = conversationOf(found.request.path, bodies);
      return c.json({ ...found, attempts, bodies, conversation, again: askAgain(c, asker.asked.join(';\n\n')) }, 200);
    });
  });
}

function conversationOf(path: string, { request, response }: Bodies): Conversation | null {
  if (!request || !response) return null;
  const bodies = {
    request_body: request.text,
    request_encoding: request.encoding,
    response_body: response.text,
    response_encoding: response.encoding,
  };
  return readConversation({ path, ...bodies }) ?? null;
}
