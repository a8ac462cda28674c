import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { errorResponses, idSchema, jsonOf } from '@tallystick/client/routes';
import {
  type DeadLetter,
  decodeFrame,
  frameLimit,
  listDeadLetters,
  Rejection,
  rejectionCodes,
} from '@tallystick/delivery';
import { callSchema } from '@tallystick/log';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { dropLetter, noteLetter, replayLetter, visibleLetter } from '../objects/letters.ts';
import { actOnEach, outcomesSchema } from '../objects/outcome.ts';
import { scopeOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

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

const list = createRoute({
  method: 'get',
  path: '/v1/dead-letters',
  operationId: 'listDeadLetters',
  summary: 'Messages that can never become a row, without their bodies',
  ...allow('a'),
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

const show = createRoute({
  method: 'get',
  path: '/v1/dead-letters/letter',
  operationId: 'getDeadLetter',
  summary: 'One dead letter, and the facts of its call',
  ...allow('a'),
  request: { query: z.strictObject({ key: keySchema }) },
  responses: {
    200: {
      description: 'The call is null where the message cannot be read',
      content: jsonOf(letterSchema.extend({ call: callSchema.nullable() }).openapi('DeadLetterWithCall')),
    },
    ...errorResponses,
  },
});

const content = createRoute({
  method: 'get',
  path: '/v1/dead-letters/content',
  operationId: 'getDeadLetterContent',
  summary: 'The message of a dead letter as it is: the packed frame with the bodies',
  ...allow('a'),
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

const replay = createRoute({
  method: 'post',
  path: '/v1/dead-letters/replay',
  operationId: 'replayDeadLetters',
  summary: 'Send messages to the queue once more; a letter goes when its message is sent',
  ...allow('a'),
  request: keysBody,
  responses: { 200: { description: 'What became of each', content: jsonOf(outcomesSchema) }, ...errorResponses },
});

const drop = createRoute({
  method: 'post',
  path: '/v1/dead-letters/drop',
  operationId: 'dropDeadLetters',
  summary: 'Remove dead letters for good: their calls will never be rows',
  ...allow('a'),
  request: keysBody,
  responses: { 200: { description: 'What became of each', content: jsonOf(outcomesSchema) }, ...errorResponses },
});

export function addDeadLetters(app: OpenAPIHono<AppEnv>): void {
  app.openapi(list, async (c) => {
    const { organisation, code, cursor, limit } = c.req.valid('query');
    const scope = await scopeOf(c.var, organisation);
    const page = await listDeadLetters(c.var.services.objects, {
      limit,
      ...(scope === undefined ? {} : { organisation: scope }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const letters = page.letters.filter((letter) => code === undefined || letter.code === code);
    return c.json(
      { dead_letters: letters.map(present), ...(page.cursor === undefined ? {} : { cursor: page.cursor }) },
      200,
    );
  });

  app.openapi(show, async (c) => {
    const { letter, object } = await openLetter(c.var, c.req.valid('query').key);
    return c.json({ ...present(letter), call: object.size > frameLimit ? null : await callOf(object) }, 200);
  });

  app.openapi(content, async (c) => {
    const { key } = c.req.valid('query');
    const { letter, object } = await openLetter(c.var, key);
    await noteLetter(c.var, letter, 'body_read');
    return c.body(object.body, 200, { 'Content-Type': 'application/octet-stream' });
  });

  app.openapi(replay, async (c) => {
    const outcomes = await actOnEach(c.req.valid('json').keys, (key) => replayLetter(c.var, key));
    return c.json({ outcomes }, 200);
  });

  app.openapi(drop, async (c) => {
    const outcomes = await actOnEach(c.req.valid('json').keys, (key) => dropLetter(c.var, key));
    return c.json({ outcomes }, 200);
  });
}

async function openLetter(
  variables: AppEnv['Variables'],
  key: string,
): Promise<{ letter: DeadLetter; object: R2ObjectBody }> {
  const letter = await visibleLetter(variables, key);
  const object = letter && (await variables.services.objects.get(key));
  if (!letter || !object) throw new ApiError('not_found', 'there is no such dead letter, or no longer');
  return { letter, object };
}

async function callOf(object: R2ObjectBody) {
  try {
    return (await decodeFrame(new Uint8Array(await object.arrayBuffer()))).call;
  } catch (error) {
    if (error instanceof Rejection) return null;
    throw error;
  }
}

function present(letter: DeadLetter): z.infer<typeof letterSchema> {
  const { key, code, reason, attempts, size, buried_at, org_id, request_id, created_at, isolate_id, isolate_seq } =
    letter;
  return {
    key,
    code,
    reason,
    attempts,
    organisation: org_id ?? null,
    request_id: request_id ?? null,
    created_at: created_at === undefined ? null : new Date(created_at).toISOString(),
    isolate_id: isolate_id ?? null,
    isolate_seq: isolate_seq ?? null,
    bytes: size,
    buried_at: buried_at.toISOString(),
  };
}
