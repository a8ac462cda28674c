import { createRoute, z } from '@hono/zod-openapi';
import { errorResponses, jsonOf } from './shared.ts';

const gapsSchema = z
  .object({
    verdict: z
      .enum(['clean', 'elsewhere', 'gone', 'unsure'])
      .describe('elsewhere: what is no row is known to be somewhere else, or too fresh'),
    checked_at: z.iso.datetime().describe('found out then; an answer is kept for five minutes'),
    since: z.iso.datetime().describe('messages sent before were not looked for'),
    messages: z.int().describe('messages that are rows'),
    gone: z.int().describe('messages of which nothing is known but their number'),
  })
  .openapi('Gaps');
export type GapsAnswer = z.infer<typeof gapsSchema>;

export const getGaps = createRoute({
  method: 'get',
  path: '/v1/gaps',
  operationId: 'getGaps',
  summary: 'Whether messages of the last 24 hours are missing, in the whole deployment',
  responses: {
    200: { description: 'What was found', content: jsonOf(gapsSchema) },
    ...errorResponses,
  },
});
