import { createRoute, z } from '@hono/zod-openapi';
import { callSchema, rejectionCodes } from '@tallystick/log';
import { outcomesSchema } from './outcomes.ts';
import { errorResponses, idSchema, jsonOf } from './shared.ts';

/** `unknown` is that of a letter which lost what was noted about it. */
const codes = [...rejectionCodes, 'unknown'] as const;

/** Letters only: nothing else in the bucket can be named. */
const keySchema = z
  .string()
  .regex(
    /^dead\/\d{4}-\d\d-\d\d\/[a-z0-9][a-z0-9-]{0,39}\/\w[\w.:-]{0,255}$/,
    'must be the key of a dead letter, as the list has it',
  );

const letterSchema = z
  .object({
    key: z.string(),
    code: z.string(),
    reason: z.string(),
    attempts: z.int().describe('how often the message had been delivered'),
    organisation: z.string().nullable().describe('null where the message could not be read'),
    request_id: z.string().nullable(),
    created_at: z.iso.datetime().nullable().describe('when the call was made'),
    isolate_id: z.string().nullable(),
    isolate_seq: z.int().nullable(),
    bytes: z.int(),
    buried_at: z.iso.datetime(),
  })
  .openapi('DeadLetter');

export const listDeadLetters = createRoute({
  method: 'get',
  path: '/v1/dead-letters',
  operationId: 'listDeadLetters',
  summary: 'Messages that can never become a row, without their bodies',
  request: {
    query: z.strictObject({
      organisation: idSchema.optional().describe('with the operator token: those of all when it is not given'),
      code: z.enum(codes, `must be one of ${codes.join(', ')}`).optional(),
      cursor: z.string().max(1024).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
  },
  responses: {
    200: {
      description: 'The oldest day first. With a cursor there are more, also when there are none on this page',
      content: jsonOf(z.object({ dead_letters: z.array(letterSchema), cursor: z.string().optional() })),
    },
    ...errorResponses,
  },
});

export const getDeadLetter = createRoute({
  method: 'get',
  path: '/v1/dead-letters/letter',
  operationId: 'getDeadLetter',
  summary: 'One dead letter, and the facts of its call',
  request: { query: z.strictObject({ key: keySchema }) },
  responses: {
    200: {
      description: 'The call is null where the message cannot be read',
      content: jsonOf(letterSchema.extend({ call: callSchema.nullable() }).openapi('DeadLetterWithCall')),
    },
    ...errorResponses,
  },
});

export const getDeadLetterContent = createRoute({
  method: 'get',
  path: '/v1/dead-letters/content',
  operationId: 'getDeadLetterContent',
  summary: 'The message of a dead letter as it is: the packed frame with the bodies',
  request: { query: z.strictObject({ key: keySchema }) },
  responses: {
    200: {
      description: 'docs/decisions/0001 says how to read it',
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...errorResponses,
  },
});

const keysBody = {
  body: { required: true, content: jsonOf(z.strictObject({ keys: z.array(keySchema).min(1).max(100) })) },
} as const;

export const replayDeadLetters = createRoute({
  method: 'post',
  path: '/v1/dead-letters/replay',
  operationId: 'replayDeadLetters',
  summary: 'Send messages to the queue once more; a letter goes when its message is sent',
  request: keysBody,
  responses: { 200: { description: 'What became of each', content: jsonOf(outcomesSchema) }, ...errorResponses },
});

export const dropDeadLetters = createRoute({
  method: 'post',
  path: '/v1/dead-letters/drop',
  operationId: 'dropDeadLetters',
  summary: 'Remove dead letters for good: their calls will never be rows',
  request: keysBody,
  responses: { 200: { description: 'What became of each', content: jsonOf(outcomesSchema) }, ...errorResponses },
});

export type DeadLetterAnswer = z.infer<typeof letterSchema>;
