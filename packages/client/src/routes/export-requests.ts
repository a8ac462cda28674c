import { createRoute, z } from '@hono/zod-openapi';
import { bodyEncodings } from '@tallystick/log';
import { requestColumns, requestSchema } from './request.ts';
import { errorResponses, jsonOf } from './shared.ts';
import { listedCalls } from './which-calls.ts';

/** The type of a file by its format. */
export const exportTypes = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
} as const;
const exportFormats = Object.keys(exportTypes) as [keyof typeof exportTypes];

const questionSchema = z
  .strictObject({
    ...listedCalls,
    format: z.enum(exportFormats).default('ndjson'),
    columns: z.array(z.enum(requestColumns)).min(1).max(requestColumns.length).default(requestColumns),
    bodies: z
      .boolean()
      .default(false)
      .describe('adds request_body, request_encoding, response_body and response_encoding, of bodies in ClickHouse'),
    limit: z.int().min(1).max(Number.MAX_SAFE_INTEGER).optional().describe('the earliest so many; by default all'),
  })
  .openapi('ExportQuestion');

const encodingSchema = z.enum(bodyEncodings).nullable();
const bodySchema = z.string().nullable();

/** A line of NDJSON. */
const exportedSchema = requestSchema
  .partial()
  .extend({
    request_body: bodySchema
      .optional()
      .describe('null where ClickHouse does not hold it: body_location says where it is'),
    request_encoding: encodingSchema.optional(),
    response_body: bodySchema.optional(),
    response_encoding: encodingSchema.optional(),
  })
  .openapi('ExportedRequest');

/** What is told of a file. */
export const fileHeaders = z.object({
  'Content-Disposition': z.string().describe('names the file'),
  'Tally-Again-Curl': z.string().optional().describe('how the same is asked again, percent-encoded; absent when long'),
  'Tally-Again-SQL': z.string().optional().describe('likewise, for a client of ClickHouse'),
});

export const exportRequests = createRoute({
  method: 'post',
  path: '/v1/export',
  operationId: 'exportRequests',
  summary: 'All calls that meet a filter, the earliest first, as a file',
  request: { body: { content: jsonOf(questionSchema), required: true } },
  responses: {
    200: {
      description: 'The file as it is written; one that is not whole ends with a broken connection',
      headers: fileHeaders,
      content: {
        [exportTypes.ndjson]: { schema: exportedSchema },
        [exportTypes.csv]: { schema: z.string() },
        [exportTypes.parquet]: { schema: z.string() },
      },
    },
    ...errorResponses,
  },
});
