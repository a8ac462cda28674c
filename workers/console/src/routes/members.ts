import type { OpenAPIHono } from '@hono/zod-openapi';
import { listMembers, type Member, membershipsOf, putMember, removeMember } from '@tallystick/accounts';
import * as routes from '@tallystick/client/routes';
import { ApiError } from '../api-error.ts';
import { note } from '../audit.ts';
import { allow } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

export function addMembers(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...routes.listMembers, ...allow('a') }, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const members = await listMembers(c.var.services.accounts, organisationId);
    return c.json({ members: members.map(present) }, 200);
  });

  app.openapi({ ...routes.putMember, ...allow('a') }, async (c) => {
    const { organisation, email, role } = c.req.valid('json');
    const organisationId = await organisationOf(c.var, organisation);
    await note(c.var, organisationId, 'member_added', email, role);
    return c.json(present(await putMember(c.var.services.accounts, { organisationId, email, role }, Date.now())), 201);
  });

  app.openapi({ ...routes.removeMember, ...allow('a') }, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const { email } = c.req.valid('param');
    const { accounts } = c.var.services;
    const isMember = (await membershipsOf(accounts, email)).some(({ id }) => id === organisationId);
    if (isMember) await note(c.var, organisationId, 'member_removed', email);
    const removed = isMember && (await removeMember(accounts, organisationId, email));
    if (!removed) throw new ApiError('not_found', `${email} is no member of the organisation ${organisationId}`);
    return c.json(present(removed), 200);
  });
}

function present({ email, role, createdAt }: Member) {
  return { email, role, created_at: new Date(createdAt).toISOString() };
}
