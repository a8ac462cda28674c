import { type Asker, askerOf, ClickHouseError, exportLimits, questionLimits } from '@tallystick/clickhouse';
import type { Context } from 'hono';
import { ApiError } from '../api-error.ts';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';

/** ClickHouse is given a little longer than it gives itself, so that the reason comes from it. ms */
const grace = 5_000;

/** What one isolate puts to ClickHouse at a time, of one organisation. */
interface Turns {
  /** In the words of a refusal. */
  of: string;
  atOnce: number;
  /** ms */
  timeout: number;
  /** When those that are under way began, by organisation. Unix ms. */
  underWay: Map<string, Set<{ began: number }>>;
}

/** A page of charts asks a dozen. */
const questions: Turns = {
  of: 'questions',
  atOnce: 24,
  timeout: questionLimits.time + grace,
  underWay: new Map(),
};
const exports: Turns = { of: 'exports', atOnce: 2, timeout: exportLimits.time + grace, underWay: new Map() };

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
  const { asker, end } = await takeTurn(c, organisation, questions);
  try {
    return await question(asker);
  } finally {
    end();
  }
}

/**
 * The same for an export, whose turn lasts until all of it is read, its client goes away, or ClickHouse fails: then the stream fails as well,
 * and the runtime breaks the connection.
 */
export async function withExporter(
  c: Context<AppEnv>,
  organisation: string | undefined,
  question: (asker: Asker) => Promise<ReadableStream<Uint8Array>>,
): Promise<{ asker: Asker; stream: ReadableStream<Uint8Array> }> {
  const { asker, end } = await takeTurn(c, organisation, exports);
  try {
    const source = await question(asker);
    const { readable, writable } = new IdentityTransformStream();
    source
      .pipeTo(writable)
      .catch((error) => {
        if (c.req.raw.signal.aborted) return;
        const code = error instanceof ClickHouseError ? error.code : 'network';
        console.error({ event: 'export_broke_off', code });
      })
      .finally(end);
    return { asker, stream: readable };
  } catch (error) {
    end();
    throw error;
  }
}

async function takeTurn(
  c: Context<AppEnv>,
  organisation: string | undefined,
  { of, atOnce, timeout, underWay }: Turns,
): Promise<{ asker: Asker; end: () => void }> {
  const id = await organisationOf(c.var, organisation);
  const others = underWay.get(id) ?? new Set();
  // One whose invocation was ended by the platform has nobody left to strike it out.
  for (const one of others) if (one.began < Date.now() - timeout) others.delete(one);
  if (others.size >= atOnce) {
    throw new ApiError(
      'too_many_questions',
      `${atOnce} ${of} of this organisation are under way: wait for one of them`,
    );
  }
  const own = { began: Date.now() };
  underWay.set(id, others.add(own));
  const { signal } = c.req.raw;
  const end = () => others.delete(own);
  // The invocation of a client that has gone may end before its turn does.
  signal.addEventListener('abort', end);
  return { asker: askerOf(c.var.services.clickhouse(timeout), id, signal), end };
}
