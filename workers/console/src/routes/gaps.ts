import type { OpenAPIHono } from '@hono/zod-openapi';
import { getGaps } from '@tallystick/client/routes';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import type { AppEnv } from '../services.ts';

/** A number belongs to an isolate, which serves all organisations: so there is one answer for all of them. */
export function addGaps(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...getGaps, ...allow('r', 'a') }, async (c) => {
    const found = await c.var.services.gaps.get(Date.now());
    if (!found) throw new ApiError('unavailable', 'gaps could not be looked for: /v1/health says what does not answer');
    const { verdict, checked_at, since, messages, missing } = found;
    return c.json({ verdict, checked_at, since, messages, gone: missing.gone }, 200);
  });
}
