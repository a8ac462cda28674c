import type { Call } from '@tallystick/log/call';
import { encodeFrame, type Frame, inlineLimit, messageKey, packFrame } from '@tallystick/log/frame';
import { Batch, type Message } from './batch.ts';

/** For how long a message waits for others to go with. ms */
const gatherTime = 20;
const sendTimeout = 5_000;
const putTimeout = 8_000;
const nothing = new Uint8Array();

/**
 * Hands frames to the queue; one that is too large, to R2 with a pointer in the queue; where the queue refuses or hangs twice,
 * to R2 under `spill/`, from where the consumer sends it again. All its timeouts together stay under the 30 s that a Worker
 * has after its answer. It never throws: what nobody takes is named on the console, without its content.
 *
 * Handing over costs about as much as half a bare call, so calls that end within `gatherTime` of each other go together: the
 * first one's invocation sends the batch, and the others need not stay alive for it.
 */
export class Outbox {
  readonly #queue: Queue;
  readonly #objects: R2Bucket;
  /** The batch that still takes messages. */
  #gathering: Batch | undefined;

  constructor(queue: Queue, objects: R2Bucket) {
    this.#queue = queue;
    this.#objects = objects;
  }

  /** Resolves when the frame is handed over, or when it is in the hands of another call's invocation. */
  async send(frame: Frame): Promise<void> {
    try {
      const packed = await packFrame(frame);
      const message = { call: frame.call, packed };
      await this.#gather(packed.length <= inlineLimit ? message : await this.#store(message));
    } catch (error) {
      reportLoss(frame.call, error);
    }
  }

  async #gather(message: Message): Promise<void> {
    if (this.#gathering?.add(message)) return;
    const batch = new Batch(message);
    this.#gathering = batch;
    await scheduler.wait(gatherTime);
    if (this.#gathering === batch) this.#gathering = undefined;
    if ((await this.#enqueue(batch)) || (await this.#enqueue(batch))) return;
    await Promise.all(batch.messages.map((left) => this.#spill(left)));
  }

  async #enqueue(batch: Batch): Promise<boolean> {
    try {
      const requests = batch.messages.map(({ packed }) => ({ body: packed, contentType: 'bytes' as const }));
      await within(sendTimeout, this.#queue.sendBatch(requests));
      return true;
    } catch {
      return false;
    }
  }

  async #spill({ call, packed }: Message): Promise<void> {
    const day = new Date(call.responded_at).toISOString().slice(0, 10);
    try {
      await within(putTimeout, this.#objects.put(`spill/${day}/${call.isolate_id}-${call.isolate_seq}`, packed));
    } catch (error) {
      reportLoss(call, error);
    }
  }

  /** The message to queue for one that is too large for it: a pointer, or the bare call when R2 refuses. */
  async #store({ call, packed }: Message): Promise<Message> {
    const objectKey = messageKey(call);
    try {
      await within(putTimeout, this.#objects.put(objectKey, packed));
      return withoutBodies({ ...call, object_key: objectKey });
    } catch (error) {
      console.error(`The bodies of call ${call.request_id} are lost: ${reason(error)}`);
      return withoutBodies({
        ...call,
        warnings: [...call.warnings, 'the bodies could not be stored'],
        request: { ...call.request, captured: 0, whole: false },
        response: { ...call.response, captured: 0, whole: false },
      });
    }
  }
}

function withoutBodies(call: Call): Message {
  return { call, packed: encodeFrame({ call, request: nothing, response: nothing }) };
}

function reportLoss(call: Call, error: unknown): void {
  console.error(`The log of call ${call.request_id} is lost: ${reason(error)}`);
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
