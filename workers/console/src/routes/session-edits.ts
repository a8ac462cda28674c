import type { OpenAPIHono } from '@hono/zod-openapi';
import { listSessionEdits as findSessionEdits } from '@tallystick/clickhouse';
import { giveFeedbackOnSession, listSessionEdits, scoreSession } from '@tallystick/client/routes';
import { allow } from '../authenticate.ts';
import { presentEdits } from '../edits/answers.ts';
import { editSession } from '../edits/append.ts';
import { saidByFeedback, saidByScores } from '../edits/what-is-said.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

/** ms */
const timeout = 30_000;

export function addSessionEdits(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...scoreSession, ...allow('w', 'a', 'member') }, async (c) => {
    const said = saidByScores(c.req.valid('json').scores);
    return c.json(await editSession(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi({ ...giveFeedbackOnSession, ...allow('w', 'a', 'member') }, async (c) => {
    const said = saidByFeedback(c.req.valid('json'));
    return c.json(await editSession(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi({ ...listSessionEdits, ...allow('r', 'a') }, async (c) => {
    const { organisation, cursor, limit } = c.req.valid('query');
    const session = { org_id: await organisationOf(c.var, organisation), session_id: c.req.valid('param').id };
    const rows = await findSessionEdits(c.var.services.clickhouse(timeout), session, { before: cursor, limit });
    return c.json(presentEdits(rows, limit), 200);
  });
}
