import { type Call, inlineLimit, messageKey, packFrame } from '@tallystick/log';
import { decodeFrame } from './decode-frame.ts';
import { Rejection } from './rejection.ts';
import { within } from './within.ts';

/** A queue has been seen to take a minute to say nothing. ms */
const sendTimeout = 20_000;

/**
 * Sends a frame to the queue of calls, from wherever it was kept: as it is, or, when it is too large, into R2 with a pointer in the
 * queue.
 *
 * @throws Rejection `bad_message` or `too_large` for what can never be sent; anything else passes with time
 */
export async function sendToQueue(packed: Uint8Array<ArrayBuffer>, objects: R2Bucket, calls: Queue): Promise<void> {
  const { call } = await decodeFrame(packed);
  if (packed.length <= inlineLimit) return enqueue(packed, calls);
  // A pointer is never put where the frame stands that it points to.
  if (call.object_key === undefined) await objects.put(messageKey(call), packed);
  await sendPointer(call, calls);
}

/**
 * Sends a message that points to the frame of a call in R2.
 *
 * @throws Rejection `bad_message` when the call without its bodies is too large for the queue
 */
export async function sendPointer(call: Call, calls: Queue): Promise<void> {
  const nothing = new Uint8Array();
  const object_key = call.object_key ?? messageKey(call);
  const pointer = await packFrame({ call: { ...call, object_key }, request: nothing, response: nothing });
  if (pointer.length > inlineLimit) {
    throw new Rejection('bad_message', `the call alone is larger than ${inlineLimit} bytes`);
  }
  await enqueue(pointer, calls);
}

async function enqueue(message: Uint8Array<ArrayBuffer>, calls: Queue): Promise<void> {
  await within(sendTimeout, calls.send(message, { contentType: 'bytes' }));
}
