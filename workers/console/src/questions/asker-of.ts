import { type Asker, askerOf, questionLimits } from '@tallystick/clickhouse';
import type { Context } from 'hono';
import { ApiError } from '../api-error.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

/** Questions of one organisation that one isolate puts to ClickHouse at a time: a page of charts asks a dozen. */
const atOnce = 24;
/** ClickHouse is given a little longer than it gives itself, so that the reason comes from it. ms */
const timeout = questionLimits.time + 5_000;

/** When the questions that are under way began, by organisation. Unix ms. */
const underWay = new Map<string, Set<{ began: number }>>();

/**
 * Puts questions for the organisation of the key, or the one that the operator names, and ends them when the client goes away.
 *
 * @throws ApiError when the key may not, or its organisation has too many questions under way
 */
export async function withAsker<Answer>(
  c: Context<AppEnv>,
  organisation: string | undefined,
  question: (asker: Asker) => Promise<Answer>,
): Promise<Answer> {
  const id = await organisationOf(c.var, organisation);
  const others = underWay.get(id) ?? new Set();
  // One whose invocation was ended by the platform has nobody left to strike it out.
  for (const one of others) if (one.began < Date.now() - timeout) others.delete(one);
  if (others.size >= atOnce) {
    throw new ApiError(
      'too_many_questions',
      `${atOnce} questions of this organisation are under way: wait for one of them`,
    );
  }
  const own = { began: Date.now() };
  underWay.set(id, others.add(own));
  const { signal } = c.req.raw;
  const end = () => others.delete(own);
  // The invocation of a client that has gone may end before its `finally`.
  signal.addEventListener('abort', end);
  try {
    return await question(askerOf(c.var.services.clickhouse(timeout), id, signal));
  } finally {
    end();
  }
}
