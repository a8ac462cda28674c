import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { version } from '../../package.json';
import { jsonOf } from '../json-of.ts';
import type { AppEnv } from '../services.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/health',
  summary: 'Whether the console answers, and which version it is',
  responses: {
    200: {
      description: 'It answers',
      content: jsonOf(z.object({ ok: z.literal(true), version: z.string() })),
    },
  },
});

export function addHealth(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, (c) => c.json({ ok: true as const, version }, 200));
}
