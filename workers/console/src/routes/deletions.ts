import type { OpenAPIHono } from '@hono/zod-openapi';
import { type Deletion, findDeletion, listDeletions, requestDeletion } from '@tallystick/accounts';
import * as routes from '@tallystick/client/routes';
import { ApiError } from '../api-error.ts';
import { note } from '../audit.ts';
import { allow } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

export function addDeletions(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...routes.deleteRequest, ...allow('a') }, async (c) => {
    return c.json(await record(c.var, c.req.valid('query').organisation, 'call', c.req.valid('param').id), 202);
  });

  app.openapi({ ...routes.deleteSession, ...allow('a') }, async (c) => {
    return c.json(await record(c.var, c.req.valid('query').organisation, 'session', c.req.valid('param').id), 202);
  });

  app.openapi({ ...routes.deleteUser, ...allow('a') }, async (c) => {
    return c.json(await record(c.var, c.req.valid('query').organisation, 'user', c.req.valid('param').id), 202);
  });

  app.openapi({ ...routes.listDeletions, ...allow('a') }, async (c) => {
    const { organisation, cursor, limit } = c.req.valid('query');
    const organisationId = await organisationOf(c.var, organisation);
    const page = await listDeletions(c.var.services.accounts, organisationId, { before: cursor, limit });
    const last = page.length === limit ? page.at(-1) : undefined;
    return c.json({ deletions: page.map(present), ...(last && { cursor: last.id }) }, 200);
  });

  app.openapi({ ...routes.getDeletion, ...allow('a') }, async (c) => {
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
): Promise<routes.DeletionAnswer> {
  const organisationId = await organisationOf(variables, organisation);
  const { caller, services } = variables;
  const keyId = caller === 'operator' ? '' : caller.keyId;
  await note(variables, organisationId, 'delete', subject, kind);
  const request = { organisationId, kind, subject, keyId };
  return present(await requestDeletion(services.accounts, request, Date.now()));
}

function present(deletion: Deletion): routes.DeletionAnswer {
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
    removed: Object.fromEntries(routes.deletedThings.map(([name]) => [name, removed[name] ?? 0])),
  };
}
