import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { listSessionEdits } from '@tallystick/clickhouse';
import { errorResponses, jsonOf, organisationQuery, sessionIdParam } from '@tallystick/client/routes';
import { allow } from '../authenticate.ts';
import { editsPageQuery, editsSchema, presentEdits, sessionEditsTakenSchema } from '../edits/answers.ts';
import { editSession } from '../edits/append.ts';
import { feedbackSchema, saidByFeedback, saidByScores, scoresSchema } from '../edits/what-is-said.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

const taken = {
  201: {
    description: 'Taken: they are of the session, and of none of its calls',
    content: jsonOf(sessionEditsTakenSchema),
  },
  ...errorResponses,
} as const;

const score = createRoute({
  method: 'post',
  path: '/v1/sessions/{id}/scores',
  operationId: 'scoreSession',
  summary: 'Give scores to a session as a whole',
  ...allow('w', 'a', 'member'),
  request: {
    params: sessionIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(z.strictObject({ scores: scoresSchema })) },
  },
  responses: taken,
});

const giveFeedback = createRoute({
  method: 'post',
  path: '/v1/sessions/{id}/feedback',
  operationId: 'giveFeedbackOnSession',
  summary: 'Rate a session as a whole, and say why',
  ...allow('w', 'a', 'member'),
  request: {
    params: sessionIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(feedbackSchema) },
  },
  responses: taken,
});

const list = createRoute({
  method: 'get',
  path: '/v1/sessions/{id}/edits',
  operationId: 'listSessionEdits',
  summary: 'What was said of a session: all scores, and feedback with comments',
  ...allow('r', 'a'),
  request: { params: sessionIdParam, query: editsPageQuery },
  responses: {
    200: { description: 'The latest first: of one name the first holds', content: jsonOf(editsSchema) },
    ...errorResponses,
  },
});

/** ms */
const timeout = 30_000;

export function addSessionEdits(app: OpenAPIHono<AppEnv>): void {
  app.openapi(score, async (c) => {
    const said = saidByScores(c.req.valid('json').scores);
    return c.json(await editSession(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi(giveFeedback, async (c) => {
    const said = saidByFeedback(c.req.valid('json'));
    return c.json(await editSession(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi(list, async (c) => {
    const { organisation, cursor, limit } = c.req.valid('query');
    const session = { org_id: await organisationOf(c.var, organisation), session_id: c.req.valid('param').id };
    const rows = await listSessionEdits(c.var.services.clickhouse(timeout), session, { before: cursor, limit });
    return c.json(presentEdits(rows, limit), 200);
  });
}
