import type { OpenAPIHono } from '@hono/zod-openapi';
import { readSession, timeZoneNamed } from '@tallystick/clickhouse';
import { getSession } from '@tallystick/client/routes';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { timeRange } from '../questions/time-range.ts';
import type { AppEnv } from '../services.ts';

export function addGetSession(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...getSession, ...allow('r', 'a') }, async (c) => {
    const { id } = c.req.valid('param');
    const { organisation, from, to, time_zone } = c.req.valid('query');
    const range = timeRange(from, to, Date.now(), timeZoneNamed(time_zone));
    return withAsker(c, organisation, async (asker) => {
      const found = await readSession(asker, { id, ...range });
      if (!found) {
        throw new ApiError(
          'not_found',
          `there is no session ${JSON.stringify(id)} in this time: its calls may have come a moment ago, or be older than is kept`,
        );
      }
      return c.json({ ...found, again: askAgain(c, asker.asked) }, 200);
    });
  });
}
