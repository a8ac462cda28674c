import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { errorResponses, jsonOf } from '@tallystick/client/routes';
import { clockSkew } from '@tallystick/log';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import type { AppEnv } from '../services.ts';
import { verificationSchema } from '../verify/verification.ts';
import { verify } from '../verify/verify.ts';

const day = 86_400_000;

const time = z.iso.datetime({ offset: true, error: 'must be a time like 2030-01-31T00:00:00Z' });

const route = createRoute({
  method: 'get',
  path: '/v1/verify',
  operationId: 'verify',
  summary: 'Which messages of edge isolates never became rows',
  ...allow(),
  request: {
    query: z.strictObject({
      since: time.optional().describe('messages sent before are not looked for; by default 24 hours ago'),
      grace: z.coerce
        .number()
        .int()
        .min(0)
        .max(86_400)
        .default(120)
        .describe('seconds that every message is given to become a row'),
    }),
  },
  responses: {
    200: { description: 'What was found', content: jsonOf(verificationSchema) },
    ...errorResponses,
  },
});

export function addVerify(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const { since, grace } = c.req.valid('query');
    const now = Date.now();
    const from = since === undefined ? now - day : Date.parse(since);
    if (from > now + clockSkew) throw new ApiError('invalid', 'since: lies in the future');
    // ClickHouse knows no time before 1900.
    return c.json(await verify(c.var.services, Math.min(Math.max(from, 0), now), grace * 1000, now), 200);
  });
}
