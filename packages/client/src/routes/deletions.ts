import { createRoute, z } from '@hono/zod-openapi';
import { errorResponses, jsonOf, organisationQuery, pageQuery, requestIdParam, sessionIdParam } from './shared.ts';

/** What a deletion removes, and counts. */
export const deletedThings = [
  ['requests', 'rows of calls'],
  ['bodies', 'pairs of bodies in ClickHouse'],
  ['request_ids', 'ids of the callers’ choice'],
  ['edits', 'scores, feedback and changed properties'],
  ['objects', 'bodies in R2'],
  ['waiting', 'messages that were spilled, parked, dead or in front of the queue’s, in R2'],
] as const;

const deletionSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['call', 'session', 'user']),
    subject: z.string().describe('the id of the call, session or user'),
    state: z
      .enum(['pending', 'complete'])
      .describe('complete: a search that began when everybody knew of it found nothing any more'),
    requested_at: z.iso.datetime().describe('of a session or user, the calls made before then go'),
    completed_at: z.iso.datetime().nullable(),
    key_id: z
      .string()
      .nullable()
      .describe('of the key that asked for it; null for the operator, and for people who came by none'),
    passes: z.int().describe('how often it was looked for everywhere'),
    removed: z
      .object(Object.fromEntries(deletedThings.map(([name, meaning]) => [name, z.int().describe(meaning)])))
      .describe('so far'),
  })
  .openapi('Deletion');

const accepted = {
  202: {
    description: 'Recorded: from now on nothing of it is stored. What is stored goes within minutes: ask for its state',
    content: jsonOf(deletionSchema),
  },
  ...errorResponses,
} as const;

export const deleteRequest = createRoute({
  method: 'delete',
  path: '/v1/requests/{id}',
  operationId: 'deleteRequest',
  summary: 'Delete all that the id of a call names, for good',
  request: { params: requestIdParam, query: organisationQuery },
  responses: accepted,
});

export const deleteSession = createRoute({
  method: 'delete',
  path: '/v1/sessions/{id}',
  operationId: 'deleteSession',
  summary: 'Delete a session’s calls so far, and what was said of it, for good',
  request: { params: sessionIdParam, query: organisationQuery },
  responses: accepted,
});

export const deleteUser = createRoute({
  method: 'delete',
  path: '/v1/users/{id}',
  operationId: 'deleteUser',
  summary: 'Delete a user’s calls so far, for good',
  // A body may name a user by any text; a header by 256 characters.
  request: {
    params: z.object({ id: z.string().max(4096, 'must be at most 4,096 characters') }),
    query: organisationQuery,
  },
  responses: accepted,
});

export const listDeletions = createRoute({
  method: 'get',
  path: '/v1/deletions',
  operationId: 'listDeletions',
  summary: 'Deletions that were asked for, and how far they are',
  request: { query: pageQuery },
  responses: {
    200: {
      description: 'The latest first',
      content: jsonOf(z.object({ deletions: z.array(deletionSchema), cursor: z.string().optional() })),
    },
    ...errorResponses,
  },
});

export const getDeletion = createRoute({
  method: 'get',
  path: '/v1/deletions/{id}',
  operationId: 'getDeletion',
  summary: 'How far a deletion is',
  request: { params: z.object({ id: z.uuid('must be the id of a deletion') }), query: organisationQuery },
  responses: { 200: { description: 'As it stands', content: jsonOf(deletionSchema) }, ...errorResponses },
});

export type DeletionAnswer = z.infer<typeof deletionSchema>;
