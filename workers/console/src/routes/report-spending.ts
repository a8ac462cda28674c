import type { OpenAPIHono } from '@hono/zod-openapi';
import { readSpending, timeZoneNamed } from '@tallystick/clickhouse';
import { exportTypes, reportSpending } from '@tallystick/client/routes';
import { note } from '../audit.ts';
import { allow } from '../authenticate.ts';
import { askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { nameFile } from '../questions/name-file.ts';
import { asked, readFilter } from '../questions/read-filter.ts';
import { spendingCsv } from '../questions/spending-csv.ts';
import { timeRange } from '../questions/time-range.ts';
import type { AppEnv } from '../services.ts';

export function addReportSpending(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...reportSpending, ...allow('r', 'a') }, async (c) => {
    const { organisation, by, time_zone, format, ...question } = c.req.valid('json');
    const filter = await readFilter(c, organisation, question.filter);
    const range = timeRange(question.from, question.to ?? '0m', Date.now(), timeZoneNamed(time_zone));
    return withAsker(c, organisation, async (asker) => {
      if (format === 'csv') await note(c.var, asker.organisation, 'export', '', 'spending as csv');
      const answer = await readSpending(asker, { ...range, filter, by, timeZone: time_zone });
      if (format === 'csv') {
        await nameFile(c, asker, { ...range, of: 'spending', extension: 'csv', type: exportTypes.csv });
        return c.body(spendingCsv(answer), 200);
      }
      const again = askAgain(c, asker.asked, await c.req.json());
      return c.json({ ...answer, asked: asked(filter, range), again }, 200);
    });
  });
}
