import { setTimeout as sleep } from 'node:timers/promises';
import { demoOrganisation } from '@tallystick/accounts';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { askConsole } from '../console/client.ts';
import { forgetState } from './organisation.ts';
import type { RunningDev } from './running-dev.ts';

const removedSchema = z.object({
  keys: z.int(),
  requests: z.int(),
  bodies: z.int(),
  request_ids: z.int(),
  edits: z.int(),
  objects: z.int(),
});
const backlogSchema = z.object({ queue: z.object({ backlog_count: z.number().nullable() }) });

/** The console waits two minutes for each of several statements; Node's `fetch` waits five for an answer. ms */
const timeout = 280_000;
const late = 'the demo is still being removed: run it again, and it removes what is left';
/** How long the queue is given to become empty. ms */
const patience = 60_000;

/**
 * Removes all that the demo has made.
 *
 * @returns what it was, for people
 * @throws CommandError while calls are still on their way: they would become rows of nobody
 */
export async function removeDemo({ console, dataDir }: RunningDev): Promise<string> {
  const deadline = Date.now() + patience;
  for (;;) {
    const { queue } = await askConsole(console, { method: 'GET', path: '/v1/health' }, backlogSchema);
    if (!queue.backlog_count) break;
    if (Date.now() > deadline) {
      throw new CommandError(`${queue.backlog_count} calls wait in the queue: try again when they are rows`);
    }
    await sleep(2_000);
  }
  const path = `/v1/organisations/${demoOrganisation.id}`;
  const removed = await askConsole(console, { method: 'DELETE', path, timeout, late }, removedSchema);
  await forgetState(dataDir);
  const { keys, requests, bodies, request_ids, edits, objects } = removed;
  if (keys + requests + bodies + request_ids + edits + objects === 0) return 'there is no demo to remove';
  const count = (number: number) => number.toLocaleString('en-US');
  return `removed the organisation ${demoOrganisation.id}: ${count(requests)} calls, ${count(bodies)} pairs of bodies, ${count(request_ids)} ids, ${count(edits)} edits, ${count(objects)} objects, ${keys} keys`;
}
