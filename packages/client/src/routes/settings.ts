import { createRoute, z } from '@hono/zod-openapi';
import { displayNameSchema } from './display-name.ts';
import { errorResponses, idSchema, jsonOf, organisationQuery } from './shared.ts';

export const organisationSchema = z
  .object({ id: idSchema, name: z.string(), created_at: z.iso.datetime() })
  .openapi('Organisation');

const daysSchema = z.int().describe('days since the call; 0 for good');

export const getSettings = createRoute({
  method: 'get',
  path: '/v1/settings',
  operationId: 'getSettings',
  summary: 'The organisation, and what the deployment keeps',
  request: { query: organisationQuery },
  responses: {
    200: {
      description: 'As they are',
      content: jsonOf(
        z
          .object({
            organisation: organisationSchema,
            retention: z.object({ requests_days: daysSchema, bodies_days: daysSchema }),
            version: z.string().describe('of this console'),
          })
          .openapi('Settings'),
      ),
    },
    ...errorResponses,
  },
});

export const renameOrganisation = createRoute({
  method: 'patch',
  path: '/v1/organisations/{id}',
  operationId: 'renameOrganisation',
  summary: 'Give an organisation another name; its id stays',
  request: {
    params: z.object({ id: idSchema }),
    query: organisationQuery,
    body: {
      required: true,
      content: jsonOf(z.strictObject({ name: displayNameSchema.min(1, 'must not be empty') })),
    },
  },
  responses: { 200: { description: 'Renamed', content: jsonOf(organisationSchema) }, ...errorResponses },
});
