import type { Outcomes } from '@tallystick/client/routes';
import { Rejection } from '@tallystick/delivery';

type Outcome = Outcomes['outcomes'][number];

/**
 * Does something with each of some objects, one after another: some hold many megabytes. After a failure of what it needs the rest
 * is not tried.
 *
 * @param act returns whether there is such an object @throws Rejection for one that can never work
 */
export async function actOnEach(keys: readonly string[], act: (key: string) => Promise<boolean>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let failed = false;
  for (const key of keys) {
    const outcome: Outcome = failed ? notTried(key) : await actOn(key, act);
    failed ||= outcome.outcome === 'failed';
    outcomes.push(outcome);
  }
  return outcomes;
}

async function actOn(key: string, act: (key: string) => Promise<boolean>): Promise<Outcome> {
  try {
    if (await act(key)) return { key, outcome: 'done', reason: '' };
    return { key, outcome: 'not_found', reason: 'there is no such object, or no longer' };
  } catch (error) {
    if (error instanceof Rejection) return { key, outcome: 'refused', reason: error.message };
    console.error(error);
    return { key, outcome: 'failed', reason: 'R2 or the queue did not do its part: try again in a minute' };
  }
}

function notTried(key: string): Outcome {
  return { key, outcome: 'failed', reason: 'not tried after the failure before it' };
}
