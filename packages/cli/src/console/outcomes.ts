import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { showProgress } from '../progress.ts';
import type { ConsoleAccess } from './access.ts';
import { askConsole } from './client.ts';

const outcomesSchema = z.object({
  outcomes: z.array(
    z.object({ key: z.string(), outcome: z.enum(['done', 'not_found', 'refused', 'failed']), reason: z.string() }),
  ),
});

/** What is done with objects by their keys, some in each request. */
export interface Task {
  /** Of the route that takes them. */
  path: string;
  keys: readonly string[];
  /** How many go into one request: it is to be done within half a minute. */
  atOnce: number;
  /** `dropping dead letters` and `dropped`. */
  doing: string;
  done: string;
}

/**
 * Does something with each of some objects and says how far it has come. Those that can never work are named; the rest is gone on
 * with.
 *
 * @throws CommandError when something failed, or not all could be done
 */
export async function doWithEach(access: ConsoleAccess, { path, keys, atOnce, doing, done }: Task): Promise<void> {
  if (keys.length === 0) {
    console.log('there are none');
    return;
  }
  const progress = showProgress(doing, keys.length);
  let succeeded = 0;
  const left: string[] = [];
  for (let at = 0; at < keys.length; at += atOnce) {
    const some = keys.slice(at, at + atOnce);
    const { outcomes } = await askConsole(access, { method: 'POST', path, body: { keys: some } }, outcomesSchema);
    succeeded += outcomes.filter(({ outcome }) => outcome === 'done').length;
    for (const { key, outcome, reason } of outcomes) if (outcome !== 'done') left.push(`${key}: ${reason}`);
    progress.advance(some.length);
    if (outcomes.some(({ outcome }) => outcome === 'failed')) break;
  }
  progress.done(`${succeeded} of ${keys.length} ${done}`);
  if (left.length > 0) throw new CommandError(`${left.length} not ${done}:\n${left.join('\n')}`);
}
