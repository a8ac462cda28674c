import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  errorResponses,
  feedbackSchema,
  jsonOf,
  propertiesSchema,
  propertySchema,
  requestIdParam,
  scoresSchema,
} from '@tallystick/client/routes';
import { describeIssue } from '@tallystick/log';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { editCall } from '../edits/append.ts';
import { saidByFeedback, saidByProperties, saidByScores } from '../edits/what-is-said.ts';
import type { AppEnv } from '../services.ts';

/** What Helicone's API answers when it has done what it was asked. */
const nothing = { data: null, error: null };
const done = {
  200: { description: 'Taken', content: jsonOf(z.object({ data: z.null(), error: z.null() })) },
  ...errorResponses,
} as const;

const params = requestIdParam;

/** https://docs.helicone.ai/rest/request/post-v1request-score */
const score = createRoute({
  method: 'post',
  path: '/v1/request/{id}/score',
  operationId: 'scoreAsHelicone',
  summary: 'As Helicone’s clients give scores',
  ...allow('w', 'a', 'member'),
  request: { params, body: { required: true, content: jsonOf(z.object({ scores: scoresSchema })) } },
  responses: done,
});

/** https://docs.helicone.ai/rest/request/post-v1request-feedback */
const giveFeedback = createRoute({
  method: 'post',
  path: '/v1/request/{id}/feedback',
  operationId: 'giveFeedbackAsHelicone',
  summary: 'As Helicone’s clients give feedback',
  ...allow('w', 'a', 'member'),
  request: { params, body: { required: true, content: jsonOf(feedbackSchema.pick({ rating: true }).strip()) } },
  responses: done,
});

/** https://docs.helicone.ai/rest/request/put-v1request-property */
const setProperty = createRoute({
  method: 'put',
  path: '/v1/request/{id}/property',
  operationId: 'setPropertyAsHelicone',
  summary: 'As Helicone’s clients set a property; with an admin key here',
  ...allow('a'),
  request: {
    params,
    body: { required: true, content: jsonOf(z.object({ key: z.string(), value: propertySchema.unwrap() })) },
  },
  responses: done,
});

/** The addresses and forms of Helicone's API for what its clients say of a call afterwards. */
export function addHeliconeEdits(app: OpenAPIHono<AppEnv>): void {
  app.openapi(score, async (c) => {
    await editCall(c.var, undefined, c.req.valid('param').id, saidByScores(c.req.valid('json').scores));
    return c.json(nothing, 200);
  });

  app.openapi(giveFeedback, async (c) => {
    await editCall(c.var, undefined, c.req.valid('param').id, saidByFeedback(c.req.valid('json')));
    return c.json(nothing, 200);
  });

  app.openapi(setProperty, async (c) => {
    const { key, value } = c.req.valid('json');
    // Headers' names come in lower case, and properties came by headers.
    const properties = propertiesSchema.safeParse({ [key.toLowerCase()]: value });
    if (!properties.success) throw new ApiError('invalid', describeIssue(properties.error));
    await editCall(c.var, undefined, c.req.valid('param').id, saidByProperties(properties.data));
    return c.json(nothing, 200);
  });
}
