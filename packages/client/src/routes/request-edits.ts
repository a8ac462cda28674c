import { createRoute, z } from '@hono/zod-openapi';
import { editsSchema, feedbackSchema, propertiesSchema, scoresSchema, takenSchema } from './edits.ts';
import { errorResponses, jsonOf, organisationQuery, pageQuery, requestIdParam } from './shared.ts';

const takenAnswer = z
  .object({
    edits: takenSchema,
    folded: z
      .boolean()
      .describe('whether the call is stored and has them. If not, it gets them within an hour after it is'),
  })
  .openapi('CallEditsTaken');

const responses = {
  201: {
    description: 'Taken: none of them is lost, whether or not the call is stored yet',
    content: jsonOf(takenAnswer),
  },
  ...errorResponses,
} as const;

export const scoreRequest = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/scores',
  operationId: 'scoreRequest',
  summary: 'Give scores to a call',
  request: {
    params: requestIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(z.strictObject({ scores: scoresSchema })) },
  },
  responses,
});

export const giveFeedbackOnRequest = createRoute({
  method: 'post',
  path: '/v1/requests/{id}/feedback',
  operationId: 'giveFeedbackOnRequest',
  summary: 'Rate a call, and say why',
  request: {
    params: requestIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(feedbackSchema) },
  },
  responses,
});

export const changeProperties = createRoute({
  method: 'patch',
  path: '/v1/requests/{id}/properties',
  operationId: 'changeProperties',
  summary: 'Change some properties of a call; the others stay',
  request: {
    params: requestIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(z.strictObject({ properties: propertiesSchema })) },
  },
  responses,
});

export const listEdits = createRoute({
  method: 'get',
  path: '/v1/requests/{id}/edits',
  operationId: 'listEdits',
  summary: 'What was said of a call: all scores, feedback with comments, and changed properties',
  request: { params: requestIdParam, query: pageQuery },
  responses: {
    200: { description: 'The latest first: of one name the first holds', content: jsonOf(editsSchema) },
    ...errorResponses,
  },
});
