import { createRoute, z } from '@hono/zod-openapi';
import { viewPagePattern } from '../view-page.ts';
import { displayNameSchema } from './display-name.ts';
import { errorResponses, jsonOf, organisationField, organisationQuery } from './shared.ts';

/** Bytes of what a view shows, as JSON. */
const longestSearch = 4096;

const nameSchema = displayNameSchema.min(1, 'must not be empty');
const searchSchema = z
  .record(z.string(), z.string())
  .refine((search) => new TextEncoder().encode(JSON.stringify(search)).length <= longestSearch, {
    error: `must be at most ${longestSearch} bytes as JSON`,
  });

const viewSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    page: z.string(),
    search: z.record(z.string(), z.string()),
    created_by: z.string(),
    created_at: z.iso.datetime(),
  })
  .openapi('View');

export const listViews = createRoute({
  method: 'get',
  path: '/v1/views',
  operationId: 'listViews',
  summary: 'The saved views of an organisation',
  request: { query: organisationQuery },
  responses: {
    200: { description: 'By name', content: jsonOf(z.object({ views: z.array(viewSchema) })) },
    ...errorResponses,
  },
});

export const createView = createRoute({
  method: 'post',
  path: '/v1/views',
  operationId: 'createView',
  summary: 'Save a view for everybody in the organisation',
  request: {
    body: {
      required: true,
      content: jsonOf(
        z.strictObject({
          organisation: organisationField,
          name: nameSchema.describe('unique in the organisation'),
          page: nameSchema
            .regex(viewPagePattern, 'must be a path of the console, like /requests')
            .describe('the page of the console that it is a view of'),
          search: searchSchema.describe('what the page shows, as it stands in its address'),
        }),
      ),
    },
  },
  responses: { 201: { description: 'Saved', content: jsonOf(viewSchema) }, ...errorResponses },
});

export const deleteView = createRoute({
  method: 'delete',
  path: '/v1/views/{id}',
  operationId: 'deleteView',
  summary: 'Remove a saved view',
  request: { params: z.object({ id: z.uuid('must be the id of a view') }), query: organisationQuery },
  responses: { 200: { description: 'As it was', content: jsonOf(viewSchema) }, ...errorResponses },
});
