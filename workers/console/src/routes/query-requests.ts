import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type ListQuestion,
  listRequests,
  printList,
  type RequestColumn,
  requestColumnNames,
  sortFields,
} from '@tallystick/clickhouse';
import { errorResponses } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { jsonOf } from '../json-of.ts';
import { organisationField } from '../organisation.ts';
import { againSchema, askAgain } from '../questions/ask-again.ts';
import { withAsker } from '../questions/asker-of.ts';
import { readCursor, writeCursor } from '../questions/cursor.ts';
import { bothNotations, filterField, inBothNotations, readFilter } from '../questions/filter-field.ts';
import { requestSchema } from '../questions/request-schema.ts';
import { momentSchema, timeRange } from '../questions/time-range.ts';
import type { AppEnv } from '../services.ts';

const mostRows = 1000;
const columnSchema = z.enum(requestColumnNames as [RequestColumn, ...RequestColumn[]]);

const questionSchema = z
  .strictObject({
    organisation: organisationField,
    from: momentSchema.optional().describe('calls from here on: a time, a date, or how long ago; by default all'),
    to: momentSchema.optional().describe('calls before this; by default now'),
    filter: filterField.optional(),
    sort: z
      .strictObject({ field: z.enum(sortFields), direction: z.enum(['asc', 'desc']).default('desc') })
      .default({ field: 'created_at', direction: 'desc' })
      .describe('calls for which the field is unknown come last'),
    columns: z.array(columnSchema).min(1).max(requestColumnNames.length).default(requestColumnNames),
    limit: z.int().min(1).max(mostRows).default(50),
    cursor: z
      .string()
      .max(2000)
      .optional()
      .describe('next_cursor of the page before; the rest of the body stays as it was'),
  })
  .openapi('RequestsQuestion');

const answerSchema = z
  .object({
    data: z.array(requestSchema.partial()),
    next_cursor: z
      .string()
      .nullable()
      .describe('null on the last page; a page may be short, or empty, and not the last: then much was looked through'),
    asked: bothNotations.extend({ from: z.iso.datetime(), to: z.iso.datetime() }),
    again: againSchema,
  })
  .openapi('RequestsAnswer');

const route = createRoute({
  method: 'post',
  path: '/v1/requests/query',
  operationId: 'queryRequests',
  summary: 'Calls that meet a filter, page by page',
  ...allow('r', 'a'),
  request: { body: { content: jsonOf(questionSchema), required: true } },
  responses: { 200: { description: 'A page', content: jsonOf(answerSchema) }, ...errorResponses },
});

export function addQueryRequests(app: OpenAPIHono<AppEnv>): void {
  app.openapi(route, async (c) => {
    const body = c.req.valid('json');
    const { cursor, limit, columns, ...question } = body;
    const filter = readFilter(question.filter);
    const identity = { ...question, filter };
    const before = cursor === undefined ? undefined : await readCursor(cursor, identity);
    // A page belongs to the time that the first one was about, however long ago that was asked.
    const { from, to } = before ?? timeRange(question.from, question.to, Date.now());
    const list: ListQuestion = { from, to, filter, sort: question.sort, columns, limit, after: before?.after };
    return withAsker(c, question.organisation, async (asker) => {
      const { rows, next } = await listRequests(asker, list);
      return c.json(
        {
          data: rows,
          next_cursor: next ? await writeCursor(identity, { from, to, after: next }) : null,
          asked: { ...inBothNotations(filter), from: new Date(from).toISOString(), to: new Date(to).toISOString() },
          again: askAgain(c, printList(asker.organisation, list), await c.req.json()),
        },
        200,
      );
    });
  });
}
