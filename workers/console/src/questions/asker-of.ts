import { type Asker, askerOf, questionLimits } from '@tallystick/clickhouse';
import type { Context } from 'hono';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';
import { Turns } from './turns.ts';

/** Questions of one organisation that one isolate puts to ClickHouse at a time: a page of charts asks a dozen. */
const atOnce = 24;
/** ClickHouse is given a little longer than it gives itself, so that the reason comes from it. ms */
const timeout = questionLimits.time + 5_000;

const turns = new Turns(
  atOnce,
  timeout,
  `${atOnce} questions of this organisation are under way: wait for one of them`,
);

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
  const end = turns.take(id);
  const { signal } = c.req.raw;
  signal.addEventListener('abort', end);
  try {
    return await question(askerOf(c.var.services.clickhouse(timeout), id, signal));
  } finally {
    end();
  }
}
