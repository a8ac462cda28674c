import { createRoute, z } from '@hono/zod-openapi';
import { defaultPropertiesSchema } from '@tallystick/log';
import { displayNameSchema } from './display-name.ts';
import { errorResponses, idSchema, jsonOf, organisationField, organisationQuery } from './shared.ts';

const kindSchema = z.enum(['write', 'read', 'admin']);

const keySchema = z
  .object({
    id: idSchema,
    organisation: idSchema,
    kind: kindSchema,
    name: z.string(),
    default_properties: z.record(z.string(), z.string()),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
  })
  .openapi('Key');
export type KeyAnswer = z.infer<typeof keySchema>;

export const createKey = createRoute({
  method: 'post',
  path: '/v1/keys',
  operationId: 'createKey',
  summary: 'Make a key. The answer is the only place where it is ever shown',
  request: {
    body: {
      required: true,
      content: jsonOf(
        z.strictObject({
          organisation: organisationField,
          kind: kindSchema,
          name: displayNameSchema.default(''),
          default_properties: defaultPropertiesSchema
            .default({})
            .describe('given to every call made with the key that has none of the same name'),
          expires_at: z.iso
            .datetime({ offset: true, error: 'must be a time like 2030-01-31T00:00:00Z' })
            .refine((time) => Date.parse(time) >= Date.now() + 1000, 'must lie in the future')
            .nullable()
            .default(null),
        }),
      ),
    },
  },
  responses: {
    201: {
      description: 'Made',
      content: jsonOf(keySchema.extend({ key: z.string() }).openapi('NewKey')),
    },
    ...errorResponses,
  },
});

export const listKeys = createRoute({
  method: 'get',
  path: '/v1/keys',
  operationId: 'listKeys',
  summary: 'The keys of an organisation, without the keys themselves',
  request: { query: organisationQuery },
  responses: {
    200: {
      description: 'Oldest first, revoked ones included',
      content: jsonOf(z.object({ keys: z.array(keySchema) })),
    },
    ...errorResponses,
  },
});

export const revokeKey = createRoute({
  method: 'delete',
  path: '/v1/keys/{id}',
  operationId: 'revokeKey',
  summary: 'Revoke a key. It stays in the list; the edge refuses it within a minute',
  request: { params: z.object({ id: z.string() }), query: organisationQuery },
  responses: {
    200: { description: 'Revoked, now or before', content: jsonOf(keySchema) },
    ...errorResponses,
  },
});
