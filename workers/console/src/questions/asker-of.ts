import { type Asker, askerOf, ClickHouseError, exportLimits, questionLimits } from '@tallystick/clickhouse';
import type { Context } from 'hono';
import { organisationOf } from '../organisation.ts';
import type { AppEnv } from '../services.ts';
import { Turns } from './turns.ts';

/** ClickHouse is given a little longer than it gives itself, so that the reason comes from it. ms */
const grace = 5_000;

/** What is put to ClickHouse, and how much of it one isolate puts at a time for one organisation. */
function kindOf(name: string, atOnce: number, longest: number) {
  const timeout = longest + grace;
  const refusal = `${atOnce} ${name} of this organisation are under way: wait for one of them`;
  return { timeout, turns: new Turns(atOnce, timeout, refusal) };
}

/** A page of charts asks a dozen. */
const questions = kindOf('questions', 24, questionLimits.time);
const exports = kindOf('exports', 2, exportLimits.time);

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
  { timeout, turns }: ReturnType<typeof kindOf>,
): Promise<{ asker: Asker; end: () => void }> {
  const id = await organisationOf(c.var, organisation);
  const end = turns.take(id);
  const { signal } = c.req.raw;
  signal.addEventListener('abort', end);
  return { asker: askerOf(c.var.services.clickhouse(timeout), id, signal), end };
}
