import { createRoute, z } from '@hono/zod-openapi';
import { roles } from '@tallystick/log';
import { errorResponses, jsonOf, organisationField, organisationQuery } from './shared.ts';

const emailSchema = z
  .email('must be an e-mail address')
  .max(254, 'must be at most 254 characters')
  .transform((email) => email.toLowerCase());

const memberSchema = z
  .object({ email: z.string().describe('in lower case'), role: z.enum(roles), created_at: z.iso.datetime() })
  .openapi('Member');

export const listMembers = createRoute({
  method: 'get',
  path: '/v1/members',
  operationId: 'listMembers',
  summary: 'The people of an organisation, whom Cloudflare Access vouches for',
  request: { query: organisationQuery },
  responses: {
    200: { description: 'By e-mail', content: jsonOf(z.object({ members: z.array(memberSchema) })) },
    ...errorResponses,
  },
});

export const putMember = createRoute({
  method: 'post',
  path: '/v1/members',
  operationId: 'putMember',
  summary: 'Make somebody a member, or give a member another role',
  request: {
    body: {
      required: true,
      content: jsonOf(z.strictObject({ organisation: organisationField, email: emailSchema, role: z.enum(roles) })),
    },
  },
  responses: { 201: { description: 'A member', content: jsonOf(memberSchema) }, ...errorResponses },
});

export const removeMember = createRoute({
  method: 'delete',
  path: '/v1/members/{email}',
  operationId: 'removeMember',
  summary: 'Let somebody in no longer. The last owner, too: an admin key and the operator always may what an owner may',
  request: { params: z.object({ email: emailSchema }), query: organisationQuery },
  responses: { 200: { description: 'As it was', content: jsonOf(memberSchema) }, ...errorResponses },
});
