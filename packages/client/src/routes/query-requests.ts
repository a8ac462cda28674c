import { createRoute, z } from '@hono/zod-openapi';
import { sortFields } from '@tallystick/filter';
import { askedSchema } from './filter.ts';
import { requestColumns, requestSchema } from './request.ts';
import { againSchema, errorResponses, jsonOf } from './shared.ts';
import { listedCalls } from './which-calls.ts';

const mostRows = 1000;

const questionSchema = z
  .strictObject({
    ...listedCalls,
    sort: z
      .strictObject({ field: z.enum(sortFields), direction: z.enum(['asc', 'desc']).default('desc') })
      .default({ field: 'created_at', direction: 'desc' })
      .describe('calls for which the field is unknown come last'),
    columns: z.array(z.enum(requestColumns)).min(1).max(requestColumns.length).default(requestColumns),
    preview: z.boolean().default(false).describe('whether to show of each call what its user said last'),
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
    data: z.array(
      requestSchema.partial().extend({
        preview: z
          .string()
          .nullable()
          .exactOptional()
          .describe(
            'where it was asked for: one line of up to 160 characters; null where ClickHouse holds no text of the request',
          ),
      }),
    ),
    next_cursor: z
      .string()
      .nullable()
      .describe('null on the last page; a page may be short, or empty, and not the last: then much was looked through'),
    asked: askedSchema,
    again: againSchema,
  })
  .openapi('RequestsAnswer');

export const queryRequests = createRoute({
  method: 'post',
  path: '/v1/requests/query',
  operationId: 'queryRequests',
  summary: 'Calls that meet a filter, page by page',
  request: { body: { content: jsonOf(questionSchema), required: true } },
  responses: { 200: { description: 'A page', content: jsonOf(answerSchema) }, ...errorResponses },
});
