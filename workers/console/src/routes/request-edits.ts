import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { listEdits } from '@tallystick/clickhouse';
import { errorResponses, jsonOf, organisationQuery, requestIdParam } from '@tallystick/client/routes';
import { allow } from '../authenticate.ts';
import { callEditsTakenSchema, editsPageQuery, editsSchema, presentEdits } from '../edits/answers.ts';
import { editCall } from '../edits/append.ts';
import {
  feedbackSchema,
  propertiesSchema,
  saidByFeedback,
  saidByProperties,
  saidByScores,
  scoresSchema,
} from '../edits/what-is-said.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

const taken = {
  201: {
    description: 'Taken: none of them is lost, whether or not the call is stored yet',
    content: jsonOf(callEditsTakenSchema),
  },
  ...errorResponses,
} as const;

const score = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/scores',
  operationId: 'scoreRequest',
  summary: 'Give scores to a call',
  ...allow('w', 'a', 'member'),
  request: {
    params: requestIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(z.strictObject({ scores: scoresSchema })) },
  },
  responses: taken,
});

const giveFeedback = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/feedback',
  operationId: 'giveFeedbackOnRequest',
  summary: 'Rate a call, and say why',
  ...allow('w', 'a', 'member'),
  request: {
    params: requestIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(feedbackSchema) },
  },
  responses: taken,
});

const changeProperties = createRoute({
  method: 'patch',
  path: '/v1/requests/{id}/properties',
  operationId: 'changeProperties',
  summary: 'Change some properties of a call; the others stay',
  ...allow('a'),
  request: {
    params: requestIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(z.strictObject({ properties: propertiesSchema })) },
  },
  responses: taken,
});

const list = createRoute({
  method: 'get',
  path: '/v1/requests/{id}/edits',
  operationId: 'listEdits',
  summary: 'What was said of a call: all scores, feedback with comments, and changed properties',
  ...allow('r', 'a'),
  request: { params: requestIdParam, query: editsPageQuery },
  responses: {
    200: { description: 'The latest first: of one name the first holds', content: jsonOf(editsSchema) },
    ...errorResponses,
  },
});

/** ms */
const timeout = 30_000;

export function addRequestEdits(app: OpenAPIHono<AppEnv>): void {
  app.openapi(score, async (c) => {
    const said = saidByScores(c.req.valid('json').scores);
    return c.json(await editCall(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi(giveFeedback, async (c) => {
    const said = saidByFeedback(c.req.valid('json'));
    return c.json(await editCall(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi(changeProperties, async (c) => {
    const said = saidByProperties(c.req.valid('json').properties);
    return c.json(await editCall(c.var, c.req.valid('query').organisation, c.req.valid('param').id, said), 201);
  });

  app.openapi(list, async (c) => {
    const { organisation, cursor, limit } = c.req.valid('query');
    const call = { org_id: await organisationOf(c.var, organisation), request_id: c.req.valid('param').id };
    const rows = await listEdits(c.var.services.clickhouse(timeout), call, { before: cursor, limit });
    return c.json(presentEdits(rows, limit), 200);
  });
}
