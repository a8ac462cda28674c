import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { createOrganisation, listOrganisations, type Organisation, renameOrganisation } from '@tallystick/accounts';
import {
  displayNameSchema,
  errorResponses,
  idSchema,
  jsonOf,
  organisationSchema,
  renameOrganisation as rename,
} from '@tallystick/client/routes';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

const create = createRoute({
  method: 'post',
  path: '/v1/organisations',
  operationId: 'createOrganisation',
  summary: 'Make an organisation',
  ...allow(),
  request: {
    body: {
      required: true,
      content: jsonOf(
        z.strictObject({
          name: displayNameSchema.min(1, 'must not be empty'),
          id: idSchema.optional().describe('made of the name when it is not given'),
        }),
      ),
    },
  },
  responses: {
    201: { description: 'Made', content: jsonOf(organisationSchema) },
    ...errorResponses,
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/organisations',
  operationId: 'listOrganisations',
  summary: 'All organisations',
  ...allow(),
  responses: {
    200: {
      description: 'By id',
      content: jsonOf(z.object({ organisations: z.array(organisationSchema) })),
    },
    ...errorResponses,
  },
});

/** Routes for the operator; an owner may rename its own. */
export function addOrganisations(app: OpenAPIHono<AppEnv>): void {
  app.openapi(create, async (c) => {
    const { name, id = slug(name) } = c.req.valid('json');
    if (id === '')
      throw new ApiError('invalid', 'id: give one, the name has no letters a to z or digits to make it of');
    return c.json(
      presentOrganisation(await createOrganisation(c.var.services.accounts, { id, name }, Date.now())),
      201,
    );
  });
  app.openapi(list, async (c) => {
    const organisations = await listOrganisations(c.var.services.accounts);
    return c.json({ organisations: organisations.map(presentOrganisation) }, 200);
  });
  app.openapi({ ...rename, ...allow('a') }, async (c) => {
    const id = await organisationOf(c.var, c.req.valid('param').id);
    const renamed = await renameOrganisation(c.var.services.accounts, id, c.req.valid('json').name);
    if (!renamed) throw new ApiError('not_found', `there is no organisation ${id}`);
    return c.json(presentOrganisation(renamed), 200);
  });
}

export function presentOrganisation({ id, name, createdAt }: Organisation): z.infer<typeof organisationSchema> {
  return { id, name, created_at: new Date(createdAt).toISOString() };
}

/** "Café Zoë, Inc." becomes "cafe-zoe-inc". */
function slug(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 40)
    .replace(/-$/, '');
}
