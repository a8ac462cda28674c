import type { OpenAPIHono } from '@hono/zod-openapi';
import { listEdits as findEdits } from '@tallystick/clickhouse';
import { changeProperties, giveFeedbackOnRequest, listEdits, scoreRequest } from '@tallystick/client/routes';
import { allow } from '../authenticate.ts';
import { presentEdits } from '../edits/answers.ts';
import { editCall } from '../edits/append.ts';
import { saidByFeedback, saidByProperties, saidByScores } from '../edits/what-is-said.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

/** ms */
const timeout = 30_000;

export function addRequestEdits(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...scoreRequest, ...allow('w', 'a', 'member') }, async (c) => {
    const said = saidByScores(c.req.valid('json').scores);
    return c.json(await editCall(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi({ ...giveFeedbackOnRequest, ...allow('w', 'a', 'member') }, async (c) => {
    const said = saidByFeedback(c.req.valid('json'));
    return c.json(await editCall(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi({ ...changeProperties, ...allow('a') }, async (c) => {
    const said = saidByProperties(c.req.valid('json').properties);
    return c.json(await editCall(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi({ ...listEdits, ...allow('r', 'a') }, async (c) => {
    const { organisation, cursor, limit } = c.req.valid('query');
    const call = { org_id: await organisationOf(c.var, organisation), request_id: c.req.valid('param').id };
    const rows = await findEdits(c.var.services.clickhouse(timeout), call, { before: cursor, limit });
    return c.json(presentEdits(rows, limit), 200);
  });
}
