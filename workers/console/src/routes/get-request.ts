import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { findAttempts, findRequest } from '@tallystick/clickhouse';
import { uuidPattern } from '@tallystick/log';
import { ApiError, errorResponses } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { jsonOf } from '../json-of.ts';
import { organisationField } from '../organisation.ts';
import { againSchema, askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { bodiesSchema, readBodies } from '../questions/bodies.ts';
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
    again: againSchema,
  })
  .openapi('RequestAnswer');

const route = createRoute({
  method: 'get',
  path: '/v1/requests/{id}',
  operationId: 'getRequest',
  summary: 'A call with its cost lines, bodies and attempts',
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
      return c.json({ ...found, attempts, bodies, again: askAgain(c, asker.asked.join(';\n\n')) }, 200);
    });
  });
}
