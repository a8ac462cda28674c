import { listSpilled, Rejection, type Spilled, sendToQueue, spillPrefix } from '@tallystick/delivery';
import { bury } from './dead-letters.ts';

/** How many are under way at once. A Worker has six connections; the others wait for one with what they have read. */
const together = 20;

/**
 * Sends the messages that the edge could not, and put under `spill/` in R2, to the queue; their keys begin with the day, so
 * the oldest day goes first. An object is deleted when its message is sent: a run that ends early loses nothing, and at worst sends
 * a message twice, which makes one row.
 *
 * @param until when no more are begun; the next run begins from the oldest again. Unix ms
 * @returns how many were sent
 * @throws AggregateError once all were tried, when the queue or R2 failed for some: those are left for the next run
 */
export async function resendSpilled(objects: R2Bucket, calls: Queue, until: number): Promise<number> {
  const failures: unknown[] = [];
  let sent = 0;
  let cursor: string | undefined;
  do {
    const page = await listSpilled(objects, cursor === undefined ? {} : { cursor });
    for (let at = 0; at < page.spilled.length && Date.now() <= until; at += together) {
      const group = page.spilled.slice(at, at + together);
      const results = await Promise.allSettled(group.map((spilled) => resend(spilled, objects, calls)));
      for (const result of results) {
        if (result.status === 'rejected') failures.push(result.reason);
        else if (result.value) sent += 1;
      }
    }
    cursor = page.cursor;
  } while (cursor !== undefined && Date.now() <= until);
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} spilled messages could not be sent, ${sent} were`);
  }
  return sent;
}

/** @returns false for what is no message, or is gone since an earlier run was still at it */
async function resend({ key, spilled_at }: Spilled, objects: R2Bucket, calls: Queue): Promise<boolean> {
  const object = await objects.get(key);
  if (!object) return false;
  const packed = new Uint8Array(await object.arrayBuffer());
  let rejection: Rejection | undefined;
  try {
    await sendToQueue(packed, objects, calls);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    rejection = error;
    const id = key.slice(spillPrefix.length).replaceAll('/', '-');
    await bury(objects, { id, timestamp: spilled_at, attempts: 1, body: packed }, rejection, undefined);
  }
  await objects.delete(key);
  return rejection === undefined;
}
