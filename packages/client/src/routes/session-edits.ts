import { createRoute, z } from '@hono/zod-openapi';
import { editsSchema, feedbackSchema, scoresSchema, takenSchema } from './edits.ts';
import { errorResponses, jsonOf, organisationQuery, pageQuery, sessionIdParam } from './shared.ts';

const responses = {
  201: {
    description: 'Taken: they are of the session, and of none of its calls',
    content: jsonOf(z.object({ edits: takenSchema }).openapi('SessionEditsTaken')),
  },
  ...errorResponses,
} as const;

export const scoreSession = createRoute({
  method: 'post',
  path: '/v1/sessions/{id}/scores',
  operationId: 'scoreSession',
  summary: 'Give scores to a session as a whole',
  request: {
    params: sessionIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(z.strictObject({ scores: scoresSchema })) },
  },
  responses,
});

export const giveFeedbackOnSession = createRoute({
  method: 'post',
  path: '/v1/sessions/{id}/feedback',
  operationId: 'giveFeedbackOnSession',
  summary: 'Rate a session as a whole, and say why',
  request: {
    params: sessionIdParam,
    query: organisationQuery,
    body: { required: true, content: jsonOf(feedbackSchema) },
  },
  responses,
});

export const listSessionEdits = createRoute({
  method: 'get',
  path: '/v1/sessions/{id}/edits',
  operationId: 'listSessionEdits',
  summary: 'What was said of a session: all scores, and feedback with comments',
  request: { params: sessionIdParam, query: pageQuery },
  responses: {
    200: { description: 'The latest first: of one name the first holds', content: jsonOf(editsSchema) },
    ...errorResponses,
  },
});
