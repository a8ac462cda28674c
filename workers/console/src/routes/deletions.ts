import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Deletion, findDeletion, listDeletions, requestDeletion } from '@tallystick/accounts';
import { errorResponses, jsonOf, organisationQuery, requestIdParam, sessionIdParam } from '@tallystick/client/routes';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

const counted = [
  ['requests', 'rows of calls'],
  ['bodies', 'pairs of bodies in ClickHouse'],
  ['request_ids', 'ids of the callers’ choice'],
  ['edits', 'scores, feedback and changed properties'],
  ['objects', 'bodies in R2'],
  ['waiting', 'messages that were spilled, parked, dead or in front of the queue’s, in R2'],
] as const;

const deletionSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['call', 'session', 'user']),
    subject: z.string().describe('the id of the call, session or user'),
    state: z
      .enum(['pending', 'complete'])
      .describe('complete: a search that began when everybody knew of it found nothing any more'),
    requested_at: z.iso.datetime().describe('of a session or user, the calls made before then go'),
    completed_at: z.iso.datetime().nullable(),
    key_id: z.string().nullable().describe('of the key that asked for it; null for the operator'),
    passes: z.int().describe('how often it was looked for everywhere'),
    removed: z
      .object(Object.fromEntries(counted.map(([name, meaning]) => [name, z.int().describe(meaning)])))
      .describe('so far'),
  })
  .openapi('Deletion');

const accepted = {
  202: {
    description: 'Recorded: from now on nothing of it is stored. What is stored goes within minutes: ask for its state',
    content: jsonOf(deletionSchema),
  },
  ...errorResponses,
} as const;

const deleteCall = createRoute({
  method: 'delete',
  path: '/v1/requests/{id}',
  operationId: 'deleteRequest',
  summary: 'Delete all that the id of a call names, for good',
  ...allow('a'),
  request: { params: requestIdParam, query: organisationQuery },
  responses: accepted,
});

const deleteSession = createRoute({
  method: 'delete',
  path: '/v1/sessions/{id}',
  operationId: 'deleteSession',
  summary: 'Delete a session’s calls so far, and what was said of it, for good',
  ...allow('a'),
  request: { params: sessionIdParam, query: organisationQuery },
  responses: accepted,
});

const deleteUser = createRoute({
  method: 'delete',
  path: '/v1/users/{id}',
  operationId: 'deleteUser',
  summary: 'Delete a user’s calls so far, for good',
  ...allow('a'),
  // A body may name a user by any text; a header by 256 characters.
  request: {
    params: z.object({ id: z.string().max(4096, 'must be at most 4,096 characters') }),
    query: organisationQuery,
  },
  responses: accepted,
});

const list = createRoute({
  method: 'get',
  path: '/v1/deletions',
  operationId: 'listDeletions',
  summary: 'Deletions that were asked for, and how far they are',
  ...allow('a'),
  request: {
    query: organisationQuery.extend({
      cursor: z.uuid('must be the cursor of the page before').optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
  },
  responses: {
    200: {
      description: 'The latest first',
      content: jsonOf(z.object({ deletions: z.array(deletionSchema), cursor: z.string().optional() })),
    },
    ...errorResponses,
  },
});

const show = createRoute({
  method: 'get',
  path: '/v1/deletions/{id}',
  operationId: 'getDeletion',
  summary: 'How far a deletion is',
  ...allow('a'),
  request: { params: z.object({ id: z.uuid('must be the id of a deletion') }), query: organisationQuery },
  responses: { 200: { description: 'As it stands', content: jsonOf(deletionSchema) }, ...errorResponses },
});

export function addDeletions(app: OpenAPIHono<AppEnv>): void {
  app.openapi(deleteCall, async (c) => {
    return c.json(await record(c.var, c.req.valid('query').organisation, 'call', c.req.valid('param').id), 202);
  });

  app.openapi(deleteSession, async (c) => {
    return c.json(await record(c.var, c.req.valid('query').organisation, 'session', c.req.valid('param').id), 202);
  });

  app.openapi(deleteUser, async (c) => {
    return c.json(await record(c.var, c.req.valid('query').organisation, 'user', c.req.valid('param').id), 202);
  });

  app.openapi(list, async (c) => {
    const { organisation, cursor, limit } = c.req.valid('query');
    const organisationId = await organisationOf(c.var, organisation);
    const page = await listDeletions(c.var.services.accounts, organisationId, { before: cursor, limit });
    const last = page.length === limit ? page.at(-1) : undefined;
    return c.json({ deletions: page.map(present), ...(last && { cursor: last.id }) }, 200);
  });

  app.openapi(show, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const deletion = await findDeletion(c.var.services.accounts, organisationId, c.req.valid('param').id);
    if (!deletion) throw new ApiError('not_found', `the organisation ${organisationId} has no deletion with this id`);
    return c.json(present(deletion), 200);
  });
}

/** Nothing is looked up before: a call may be on its way, and what is not there is soon found to be gone. */
async function record(
  variables: AppEnv['Variables'],
  organisation: string | undefined,
  kind: Deletion['kind'],
  subject: string,
): Promise<z.infer<typeof deletionSchema>> {
  const organisationId = await organisationOf(variables, organisation);
  const { caller, services } = variables;
  const keyId = caller === 'operator' ? '' : caller.keyId;
  const request = { organisationId, kind, subject, keyId };
  return present(await requestDeletion(services.accounts, request, Date.now()));
}

function present(deletion: Deletion): z.infer<typeof deletionSchema> {
  const { id, kind, subject, requestedAt, completedAt, keyId, passes, removed } = deletion;
  return {
    id,
    kind,
    subject,
    state: completedAt === null ? 'pending' : 'complete',
    requested_at: new Date(requestedAt).toISOString(),
    completed_at: completedAt === null ? null : new Date(completedAt).toISOString(),
    key_id: keyId === '' ? null : keyId,
    passes,
    removed: Object.fromEntries(counted.map(([name]) => [name, removed[name] ?? 0])),
  };
}
