import { createRoute, z } from '@hono/zod-openapi';
import { requestColumns } from './request.ts';
import { errorResponses, organisationField } from './shared.ts';

const columnsField = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(requestColumns)))
  .optional()
  .openapi({ type: 'string', example: 'model,status,cost_usd' })
  .describe('parted by commas, by default all; beside them always created_at, request_id, isolate_id and isolate_seq');

const positionField = z
  .string()
  .regex(/^\d{1,13}$/, 'must be the id of an event, as it was sent')
  .transform(Number)
  .optional()
  .describe('of the last event of a stream before, which this one goes on from; by default now');

export const streamRequests = createRoute({
  method: 'get',
  path: '/v1/requests/stream',
  operationId: 'streamRequests',
  summary: 'Calls that meet a filter, as they land',
  request: {
    query: z.strictObject({
      organisation: organisationField,
      filter: z.string().optional().describe('as one line, or the text of JSON'),
      columns: columnsField,
    }),
    headers: z.object({ 'last-event-id': positionField }),
  },
  responses: {
    200: {
      description:
        'Server-sent events: `call` with a call as JSON; `skipped` with the number of `calls` that were too many to show; `unavailable` while ClickHouse is away; `position` when there has been nothing else for a while. It ends itself after some minutes.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...errorResponses,
  },
});
