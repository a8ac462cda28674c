import type { Call } from '@tallystick/log/call';
import { encodeFrame, type Frame, inlineLimit, messageKey, packFrame } from '@tallystick/log/frame';

const sendTimeout = 5_000;
const putTimeout = 8_000;
const nothing = new Uint8Array();

/**
 * Hands a frame to the queue; where it is too large, to R2 with a pointer in the queue; where the queue refuses or hangs twice, to
 * R2 under `spill/`, from where the consumer sends it again. All its timeouts together stay under the 30 s that a Worker
 * has after its answer. It never throws: what nobody takes is named on the console, without its content.
 */
export class Outbox {
  readonly #queue: Queue;
  readonly #objects: R2Bucket;

  constructor(queue: Queue, objects: R2Bucket) {
    this.#queue = queue;
    this.#objects = objects;
  }

  async send(frame: Frame): Promise<void> {
    try {
      const packed = await packFrame(frame);
      if (packed.length <= inlineLimit) return await this.#queueOrSpill(frame, packed);
      const pointer = await this.#store(frame.call, packed);
      await this.#queueOrSpill(pointer, encodeFrame(pointer));
    } catch (error) {
      console.error(`The log of call ${frame.call.request_id} is lost: ${reason(error)}`);
    }
  }

  /** Each try packs the message anew, since send() takes its bytes with it: the common case copies nothing. */
  async #queueOrSpill(message: Frame, packed: Uint8Array<ArrayBuffer>): Promise<void> {
    if (await this.#enqueue(packed)) return;
    if (await this.#enqueue(await packFrame(message))) return;
    const { responded_at, isolate_id, isolate_seq } = message.call;
    const day = new Date(responded_at).toISOString().slice(0, 10);
    await within(putTimeout, this.#objects.put(`spill/${day}/${isolate_id}-${isolate_seq}`, await packFrame(message)));
  }

  /** The message to queue for a frame that is too large for it: a pointer, or the bare call when R2 refuses. */
  async #store(call: Call, packed: Uint8Array<ArrayBuffer>): Promise<Frame> {
    const objectKey = messageKey(call);
    try {
      await within(putTimeout, this.#objects.put(objectKey, packed));
      return { call: { ...call, object_key: objectKey }, request: nothing, response: nothing };
    } catch (error) {
      console.error(`The bodies of call ${call.request_id} are lost: ${reason(error)}`);
      return withoutBodies(call);
    }
  }

  async #enqueue(bytes: Uint8Array): Promise<boolean> {
    try {
      await within(sendTimeout, this.#queue.send(bytes, { contentType: 'bytes' }));
      return true;
    } catch {
      return false;
    }
  }
}

function withoutBodies(call: Call): Frame {
  return {
    call: {
      ...call,
      warnings: [...call.warnings, 'the bodies could not be stored'],
      request: { ...call.request, captured: 0, whole: false },
      response: { ...call.response, captured: 0, whole: false },
    },
    request: nothing,
    response: nothing,
  };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
