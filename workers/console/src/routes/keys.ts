import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { createKey, type Key, listKeys, revokeKey } from '@tallystick/accounts';
import { errorResponses, idSchema, jsonOf, organisationField, organisationQuery } from '@tallystick/client/routes';
import { defaultPropertiesSchema, signKey } from '@tallystick/log';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { displayNameSchema } from '../display-name.ts';
import { kindLetters, kindNames } from '../key-kinds.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

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

const create = createRoute({
  method: 'post',
  path: '/v1/keys',
  operationId: 'createKey',
  summary: 'Make a key. The answer is the only place where it is ever shown',
  ...allow('a'),
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

const list = createRoute({
  method: 'get',
  path: '/v1/keys',
  operationId: 'listKeys',
  summary: 'The keys of an organisation, without the keys themselves',
  ...allow('r', 'a'),
  request: { query: organisationQuery },
  responses: {
    200: {
      description: 'Oldest first, revoked ones included',
      content: jsonOf(z.object({ keys: z.array(keySchema) })),
    },
    ...errorResponses,
  },
});

const revoke = createRoute({
  method: 'delete',
  path: '/v1/keys/{id}',
  operationId: 'revokeKey',
  summary: 'Revoke a key. It stays in the list; the edge refuses it within a minute',
  ...allow('a'),
  request: { params: z.object({ id: z.string() }), query: organisationQuery },
  responses: {
    200: { description: 'Revoked, now or before', content: jsonOf(keySchema) },
    ...errorResponses,
  },
});

export function addKeys(app: OpenAPIHono<AppEnv>): void {
  app.openapi(create, async (c) => {
    const { organisation, kind, name, default_properties: defaultProperties, expires_at } = c.req.valid('json');
    const { accounts, keySecrets } = c.var.services;
    const organisationId = await organisationOf(c.var, organisation);
    const letter = kindLetters[kind];
    const expiresAt = expires_at === null ? 0 : Math.floor(Date.parse(expires_at) / 1000);
    const key = await createKey(
      accounts,
      { organisationId, kind: letter, name, defaultProperties, expiresAt },
      Date.now(),
    );
    const text = await signKey({ kind: letter, organisationId, keyId: key.id, expiresAt }, keySecrets[letter][0]);
    return c.json({ key: text, ...present(key) }, 201);
  });

  app.openapi(list, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const keys = await listKeys(c.var.services.accounts, organisationId);
    return c.json({ keys: keys.map(present) }, 200);
  });

  app.openapi(revoke, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const { id } = c.req.valid('param');
    const key = await revokeKey(c.var.services.accounts, organisationId, id, Date.now());
    if (!key) throw new ApiError('not_found', `the organisation ${organisationId} has no key with this id`);
    return c.json(present(key), 200);
  });
}

function present(key: Key): z.infer<typeof keySchema> {
  return {
    id: key.id,
    organisation: key.organisationId,
    kind: kindNames[key.kind],
    name: key.name,
    default_properties: key.defaultProperties,
    created_at: new Date(key.createdAt).toISOString(),
    expires_at: key.expiresAt === 0 ? null : new Date(key.expiresAt * 1000).toISOString(),
    revoked_at: key.revokedAt === null ? null : new Date(key.revokedAt).toISOString(),
  };
}
