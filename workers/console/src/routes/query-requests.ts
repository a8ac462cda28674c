import type { OpenAPIHono } from '@hono/zod-openapi';
import { type ListQuestion, listRequests, positionSchema, printList, timeZoneNamed } from '@tallystick/clickhouse';
import { queryRequests } from '@tallystick/client/routes';
import { noteReadings } from '../audit.ts';
import { allow } from '../authenticate.ts';
import { askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { readCursor, writeCursor } from '../questions/cursor.ts';
import { previewColumns, withPreviews } from '../questions/previews.ts';
import { asked, readFilter } from '../questions/read-filter.ts';
import { requireBodies } from '../questions/sees-bodies.ts';
import { timeRange } from '../questions/time-range.ts';
import type { AppEnv } from '../services.ts';

export function addQueryRequests(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...queryRequests, ...allow('r', 'a') }, async (c) => {
    const { organisation, cursor, limit, columns, preview, ...question } = c.req.valid('json');
    if (preview) requireBodies(c.var.caller, 'previews');
    const filter = await readFilter(c, organisation, question.filter);
    const zone = timeZoneNamed(question.time_zone);
    return withAsker(c, organisation, async (asker) => {
      const identity = { ...question, organisation: asker.organisation, filter };
      const before = cursor === undefined ? undefined : await readCursor(cursor, identity, positionSchema);
      // A page belongs to the time that the first one was about, however long ago that was asked.
      const { from, to } = before ?? timeRange(question.from, question.to, Date.now(), zone);
      const list: ListQuestion = { from, to, filter, sort: question.sort, columns, limit, after: before?.after };
      const read = preview ? [...columns, ...previewColumns] : columns;
      const { rows, next } = await listRequests(asker, { ...list, columns: read });
      const data = preview ? await withPreviews(asker, rows, columns) : rows;
      if (data.some((row) => 'preview' in row && row.preview !== null)) {
        noteReadings(c, asker.organisation, 'by preview', filter);
      }
      return c.json(
        {
          data,
          next_cursor: next ? await writeCursor(identity, { from, to, after: next }) : null,
          asked: asked(filter, { from, to }),
          again: askAgain(c, printList(asker.organisation, list), await c.req.json()),
        },
        200,
      );
    });
  });
}
