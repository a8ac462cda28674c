import type { OpenAPIHono } from '@hono/zod-openapi';
import { exportRequests as exported, timeZoneNamed } from '@tallystick/clickhouse';
import { exportRequests, exportTypes } from '@tallystick/client/routes';
import { note } from '../audit.ts';
import { allow } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import { withExporter } from '../questions/asker-of.ts';
import { nameFile } from '../questions/name-file.ts';
import { readFilter } from '../questions/read-filter.ts';
import { requireBodies } from '../questions/sees-bodies.ts';
import { timeRange } from '../questions/time-range.ts';
import type { AppEnv } from '../services.ts';

export function addExportRequests(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...exportRequests, ...allow('r', 'a') }, async (c) => {
    const { organisation, time_zone, ...question } = c.req.valid('json');
    const filter = await readFilter(c, organisation, question.filter);
    if (question.bodies) requireBodies(c.var.caller, 'exports with bodies');
    const now = Date.now();
    const range = timeRange(question.from, question.to, now, timeZoneNamed(time_zone));
    const id = await organisationOf(c.var, organisation);
    await note(c.var, id, 'export', '', `${question.format}${question.bodies ? ' with bodies' : ''}`);
    const { asker, stream } = await withExporter(c, organisation, (one) =>
      exported(one, { ...question, ...range, filter }),
    );
    const to = question.to === undefined ? now : range.to;
    const { format } = question;
    await nameFile(c, asker, { from: range.from, to, extension: format, type: exportTypes[format] });
    return c.body(stream, 200);
  });
}
