import type { OpenAPIHono } from '@hono/zod-openapi';
import { listAuditLines } from '@tallystick/accounts';
import * as routes from '@tallystick/client/routes';
import { allow } from '../authenticate.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

export function addAuditLines(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...routes.listAuditLines, ...allow('a') }, async (c) => {
    const { organisation, cursor, limit } = c.req.valid('query');
    const organisationId = await organisationOf(c.var, organisation);
    const page = await listAuditLines(c.var.services.accounts, organisationId, { before: cursor, limit });
    const lines = page.map(({ at, actor, keyId, action, subject, detail }) => ({
      at: new Date(at).toISOString(),
      actor,
      key_id: keyId === '' ? null : keyId,
      action,
      subject,
      detail,
    }));
    return c.json({ lines, next_cursor: page.length === limit ? (page.at(-1)?.id ?? null) : null }, 200);
  });
}
