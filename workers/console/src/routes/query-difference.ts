import type { OpenAPIHono } from '@hono/zod-openapi';
import { readDifference, timeZoneNamed } from '@tallystick/clickhouse';
import { queryDifference } from '@tallystick/client/routes';
import { allow } from '../authenticate.ts';
import { askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { asked, readFilter } from '../questions/read-filter.ts';
import { moment, timeRange } from '../questions/time-range.ts';
import type { AppEnv } from '../services.ts';

export function addQueryDifference(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...queryDifference, ...allow('r', 'a') }, async (c) => {
    const { organisation, limit, inside, ...question } = c.req.valid('json');
    const filter = await readFilter(c, organisation, question.filter);
    const now = Date.now();
    const zone = timeZoneNamed(question.time_zone);
    const range = timeRange(question.from, question.to ?? '0m', now, zone);
    const part = {
      from: inside.from === undefined ? undefined : moment(inside.from, now, zone),
      to: inside.to === undefined ? undefined : moment(inside.to, now, zone),
      filter:
        inside.filter === undefined ? undefined : await readFilter(c, organisation, inside.filter, 'inside.filter'),
    };
    return withAsker(c, organisation, async (asker) => {
      const answer = await readDifference(asker, { ...range, filter, inside: part, limit });
      const again = askAgain(c, asker.asked, await c.req.json());
      return c.json({ ...answer, asked: asked(filter, range), again }, 200);
    });
  });
}
