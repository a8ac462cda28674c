import { createRoute, z } from '@hono/zod-openapi';
import { roles } from '@tallystick/log';
import { errorResponses, idSchema, jsonOf, organisationField, organisationQuery } from './shared.ts';

const roleSchema = z.enum(roles);
const ownSchema = z.object({ id: idSchema, name: z.string() });

const sessionSchema = z
  .object({
    organisation: ownSchema,
    role: roleSchema,
    actor: z.string().describe('an e-mail, the name of a key, or whose sign-in link it was'),
    key_id: z.string().nullable().describe('of the key that it came of; null for none'),
    expires_at: z.iso.datetime().nullable().describe('null for a key that does not expire'),
    organisations: z
      .array(ownSchema.extend({ role: roleSchema }))
      .describe('those to choose from: several for an e-mail that is a member of several'),
    edge_url: z.string().nullable().describe('where calls are sent; null where the console is not told'),
  })
  .openapi('Session');

export const signIn = createRoute({
  method: 'post',
  path: '/v1/session',
  operationId: 'signIn',
  summary: 'Sign a browser in: a key or the code of a sign-in link becomes a cookie',
  security: [],
  request: {
    body: {
      required: true,
      content: jsonOf(
        z
          .strictObject({
            key: z.string().max(1000).optional().describe('a read key, whose role is member, or an admin key, owner'),
            code: z.string().max(1000).optional().describe('what stands after # in a sign-in link'),
          })
          .refine(({ key, code }) => (key === undefined) !== (code === undefined), 'send either a key or a code'),
      ),
    },
  },
  responses: {
    200: {
      description: 'Signed in, by the cookie `tally_session`, for 12 hours at most',
      content: jsonOf(sessionSchema),
    },
    ...errorResponses,
  },
});

export const getOwnSession = createRoute({
  method: 'get',
  path: '/v1/session',
  operationId: 'getOwnSession',
  summary: 'Who is signed in, where and as what',
  request: { query: organisationQuery },
  responses: { 200: { description: 'Signed in', content: jsonOf(sessionSchema) }, ...errorResponses },
});

export const signOut = createRoute({
  method: 'delete',
  path: '/v1/session',
  operationId: 'signOut',
  summary: 'Sign a browser out',
  security: [],
  responses: { 200: { description: 'Signed out, now or before', content: jsonOf(z.object({})) }, ...errorResponses },
});

export const createSignInLink = createRoute({
  method: 'post',
  path: '/v1/sign-in-links',
  operationId: 'createSignInLink',
  summary: 'Make a link that signs somebody in once, within 15 minutes',
  request: {
    body: { required: true, content: jsonOf(z.strictObject({ organisation: organisationField, role: roleSchema })) },
  },
  responses: {
    201: {
      description: 'Made. The answer is the only place where it is ever shown',
      content: jsonOf(z.object({ url: z.url(), expires_at: z.iso.datetime() }).openapi('SignInLink')),
    },
    ...errorResponses,
  },
});
