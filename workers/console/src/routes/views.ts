import type { OpenAPIHono } from '@hono/zod-openapi';
import { createView, listViews, removeView, type View } from '@tallystick/accounts';
import * as routes from '@tallystick/client/routes';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

export function addViews(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...routes.listViews, ...allow('r', 'a') }, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const views = await listViews(c.var.services.accounts, organisationId);
    return c.json({ views: views.map(present) }, 200);
  });

  app.openapi({ ...routes.createView, ...allow('a', 'member') }, async (c) => {
    const { organisation, ...view } = c.req.valid('json');
    const organisationId = await organisationOf(c.var, organisation);
    const { caller, services } = c.var;
    const createdBy = caller === 'operator' ? caller : caller.actor;
    return c.json(
      present(await createView(services.accounts, { ...view, organisationId, createdBy }, Date.now())),
      201,
    );
  });

  app.openapi({ ...routes.deleteView, ...allow('a', 'member') }, async (c) => {
    const organisationId = await organisationOf(c.var, c.req.valid('query').organisation);
    const removed = await removeView(c.var.services.accounts, organisationId, c.req.valid('param').id);
    if (!removed) throw new ApiError('not_found', `the organisation ${organisationId} has no view with this id`);
    return c.json(present(removed), 200);
  });
}

function present({ id, name, page, search, createdBy, createdAt }: View) {
  return { id, name, page, search, created_by: createdBy, created_at: new Date(createdAt).toISOString() };
}
