import type { OpenAPIHono } from '@hono/zod-openapi';
import { readMetrics, timeZoneNamed } from '@tallystick/clickhouse';
import { queryMetrics } from '@tallystick/client/routes';
import { allow } from '../authenticate.ts';
import { askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { asked, readFilter } from '../questions/read-filter.ts';
import { timeRange } from '../questions/time-range.ts';
import type { AppEnv } from '../services.ts';

export function addQueryMetrics(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...queryMetrics, ...allow('r', 'a') }, async (c) => {
    const question = c.req.valid('json');
    const filter = await readFilter(c, question.organisation, question.filter);
    const range = timeRange(question.from, question.to ?? '0m', Date.now(), timeZoneNamed(question.time_zone));
    return withAsker(c, question.organisation, async (asker) => {
      const answer = await readMetrics(asker, {
        ...range,
        filter,
        measures: question.measures,
        groupings: question.groupings,
        timeZone: question.time_zone,
        top: question.top,
        rankBy: question.rank_by,
        comparePrevious: question.compare_previous,
      });
      const again = askAgain(c, asker.asked, await c.req.json());
      return c.json({ ...answer, asked: asked(filter, range), again }, 200);
    });
  });
}
