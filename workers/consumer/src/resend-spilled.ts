import { Rejection, sendToQueue } from '@tallystick/delivery';
import { bury } from './dead-letters.ts';

/** What one run looks at, the oldest first: the next one, a minute later, goes on. */
const objectsPerRun = 500;

/**
 * Sends the messages that the edge could not, and put under `spill/` in R2, to the queue; their keys begin with the time, so
 * the oldest go first. An object is deleted when its message is sent: a run that ends early loses nothing, and at worst sends
 * a message twice, which makes one row.
 *
 * @returns how many were sent
 * @throws AggregateError once all were tried, when the queue or R2 failed for some: those are left for the next run
 */
export async function resendSpilled(objects: R2Bucket, calls: Queue): Promise<number> {
  const listed = await objects.list({ prefix: 'spill/', limit: objectsPerRun });
  const failures: unknown[] = [];
  let sent = 0;
  for (const { key, uploaded } of listed.objects) {
    try {
      if (await resend(key, uploaded, objects, calls)) sent += 1;
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} spilled messages could not be sent, ${sent} were`);
  }
  return sent;
}

/** @returns false for what is no message, or is gone since an earlier run was still at it */
async function resend(key: string, uploaded: Date, objects: R2Bucket, calls: Queue): Promise<boolean> {
  const object = await objects.get(key);
  if (!object) return false;
  const packed = new Uint8Array(await object.arrayBuffer());
  let rejection: Rejection | undefined;
  try {
    await sendToQueue(packed, objects, calls);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    rejection = error;
    const id = key.replace('spill/', '').replaceAll('/', '-');
    await bury(objects, { id, timestamp: uploaded, attempts: 1, body: packed }, rejection, undefined);
  }
  await objects.delete(key);
  return rejection === undefined;
}
