import type { OpenAPIHono } from '@hono/zod-openapi';
import * as routes from '@tallystick/client/routes';
import { type DeadLetter, decodeFrame, frameLimit, listDeadLetters, Rejection } from '@tallystick/delivery';
import { ApiError } from '../api-error.ts';
import { allow } from '../authenticate.ts';
import { dropLetter, noteLetter, replayLetter, visibleLetter } from '../objects/letters.ts';
import { actOnEach } from '../objects/outcome.ts';
import { scopeOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

export function addDeadLetters(app: OpenAPIHono<AppEnv>): void {
  app.openapi({ ...routes.listDeadLetters, ...allow('a') }, async (c) => {
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

  app.openapi({ ...routes.getDeadLetter, ...allow('a') }, async (c) => {
    const { letter, object } = await openLetter(c.var, c.req.valid('query').key);
    return c.json({ ...present(letter), call: object.size > frameLimit ? null : await callOf(object) }, 200);
  });

  app.openapi({ ...routes.getDeadLetterContent, ...allow('a') }, async (c) => {
    const { key } = c.req.valid('query');
    const { letter, object } = await openLetter(c.var, key);
    await noteLetter(c.var, letter, 'body_read');
    return c.body(object.body, 200, { 'Content-Type': 'application/octet-stream' });
  });

  app.openapi({ ...routes.replayDeadLetters, ...allow('a') }, async (c) => {
    const outcomes = await actOnEach(c.req.valid('json').keys, (key) => replayLetter(c.var, key));
    return c.json({ outcomes }, 200);
  });

  app.openapi({ ...routes.dropDeadLetters, ...allow('a') }, async (c) => {
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

function present(letter: DeadLetter): routes.DeadLetterAnswer {
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
