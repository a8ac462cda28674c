import { encodeFrame, inlineLimit, messageKey } from '@tallystick/log';
import { bury } from './dead-letters.ts';
import { decodeFrame } from './handlers/decode.ts';
import { frameLimit } from './limits.ts';
import { Rejection } from './rejection.ts';

/** What one run sends at most: the next one, a minute later, goes on where it stopped. */
const objectsPerRun = 500;

/**
 * Sends the messages that the edge could not, and put under `spill/` in R2, to the queue; their keys begin with the time, so
 * the oldest go first. An object is deleted when its message is sent: a run that ends early loses nothing, and at worst sends
 * a message twice, which makes one row.
 *
 * @returns how many were sent
 * @throws when the queue or R2 fails; the rest is left for the next run
 */
export async function resendSpilled(objects: R2Bucket, calls: Queue): Promise<number> {
  const listed = await objects.list({ prefix: 'spill/', limit: objectsPerRun });
  let sent = 0;
  for (const { key, uploaded } of listed.objects) {
    const object = await objects.get(key);
    // Gone: an earlier run was still at it.
    if (!object) continue;
    const packed = new Uint8Array(await object.arrayBuffer());
    try {
      await send(packed, objects, calls);
      sent += 1;
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      const id = key.replace('spill/', '').replaceAll('/', '-');
      await bury(objects, { id, timestamp: uploaded, attempts: 1, body: packed }, error, undefined);
    }
    await objects.delete(key);
  }
  return sent;
}

async function send(packed: Uint8Array<ArrayBuffer>, objects: R2Bucket, calls: Queue): Promise<void> {
  if (packed.length > frameLimit) throw new Rejection('bad_message', `the frame is larger than ${frameLimit} bytes`);
  const { call } = await decodeFrame(packed);
  if (packed.length <= inlineLimit) {
    await calls.send(packed, { contentType: 'bytes' });
    return;
  }
  const object_key = messageKey(call);
  await objects.put(object_key, packed);
  const nothing = new Uint8Array();
  const pointer = encodeFrame({ call: { ...call, object_key }, request: nothing, response: nothing });
  await calls.send(pointer, { contentType: 'bytes' });
}
