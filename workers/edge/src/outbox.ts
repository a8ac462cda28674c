import type { Call } from '@tallystick/log/call';
import { type Frame, inlineLimit, messageKey, packFrame } from '@tallystick/log/frame';
import { Batch } from './batch.ts';
import { nextInIsolate, type PlaceInIsolate } from './isolate.ts';

/** For how long a message waits for others to go with. ms */
const gatherTime = 20;
const sendTimeout = 5_000;
/** For how long a call waits for another one's invocation to send its message: a little longer than that takes at most. ms */
const patience = 6_000;
const putTimeout = 8_000;
const nothing = new Uint8Array();

/**
 * Hands frames to the queue; one that is too large, to R2 with a pointer in the queue; where the queue refuses or hangs twice,
 * to R2 under `spill/`, from where the consumer sends it again. All its timeouts together stay under the 30 s that a Worker
 * has after its answer. It never throws: what nobody takes is named on the console, without its content.
 *
 * Handing over costs about as much as half a bare call, so calls that end within `gatherTime` of each other go together. The
 * first one's invocation sends the batch; should it be ended before that, or fail, each call sends its own message: a message
 * that arrives twice is counted once.
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

  /**
   * Resolves when the frame is handed over, or nobody takes it.
   *
   * @param frameAt makes the frame. Its place in the isolate's sequence is taken before, so a frame that fails leaves a gap there
   */
  async send(requestId: string, frameAt: (place: PlaceInIsolate) => Frame): Promise<void> {
    const place = nextInIsolate();
    try {
      const frame = frameAt(place);
      const packed = await packFrame(frame);
      const message = packed.length <= inlineLimit ? packed : await this.#storeIfPossible(frame.call, packed);
      if (!((await this.#sendTogether(message)) || (await this.#enqueue([message])))) {
        await this.#spill(frame.call, message);
      }
    } catch (error) {
      const { isolate_seq, isolate_id } = place;
      const number = `message ${isolate_seq} of isolate ${isolate_id}`;
      console.error(`The log of call ${requestId} is lost, ${number}: ${reason(error)}`);
    }
  }

  /**
   * Hands over frames that have places of their own, for a sender that waits and can send again.
   *
   * @returns whether each is handed over, its bodies included
   */
  async sendAll(frames: readonly Frame[]): Promise<boolean> {
    try {
      let queueTakes = true;
      for (const batch of await this.#batched(frames)) {
        const messages = batch.map(({ message }) => message);
        queueTakes &&= (await this.#enqueue(messages)) || (await this.#enqueue(messages));
        if (!queueTakes) await Promise.all(batch.map(({ call, message }) => this.#spill(call, message)));
      }
      return true;
    } catch (error) {
      console.error(`Calls logged without the proxy were refused: ${reason(error)}`);
      return false;
    }
  }

  /** Messages in groups that the queue takes at once. */
  async #batched(frames: readonly Frame[]): Promise<Packed[][]> {
    const groups: Packed[][] = [];
    let batch: Batch | undefined;
    for (const frame of frames) {
      const packed = await packFrame(frame);
      const message = packed.length <= inlineLimit ? packed : await this.#store(frame.call, packed);
      if (batch?.add(message)) groups.at(-1)?.push({ call: frame.call, message });
      else {
        batch = new Batch(message);
        groups.push([{ call: frame.call, message }]);
      }
    }
    return groups;
  }

  /** @returns whether the queue has taken the message, as far as is known in time */
  async #sendTogether(message: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const gathering = this.#gathering;
    if (gathering?.add(message)) return within(patience, gathering.sent).catch(() => false);
    const batch = new Batch(message);
    this.#gathering = batch;
    await scheduler.wait(gatherTime);
    if (this.#gathering === batch) this.#gathering = undefined;
    const sent = await this.#enqueue(batch.messages);
    batch.report(sent);
    return sent;
  }

  async #enqueue(messages: readonly Uint8Array<ArrayBuffer>[]): Promise<boolean> {
    try {
      const requests = messages.map((body) => ({ body, contentType: 'bytes' as const }));
      await within(sendTimeout, this.#queue.sendBatch(requests));
      return true;
    } catch {
      return false;
    }
  }

  async #spill({ responded_at, isolate_id, isolate_seq }: Call, message: Uint8Array<ArrayBuffer>): Promise<void> {
    const day = new Date(responded_at).toISOString().slice(0, 10);
    await within(putTimeout, this.#objects.put(`spill/${day}/${isolate_id}-${isolate_seq}`, message));
  }

  /**
   * As `#store`, but the pointer is queued also when R2 has not confirmed the message: a put that arrives late still completes
   * the row, and one that never does leaves a row without bodies.
   */
  async #storeIfPossible(call: Call, packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.#store(call, packed);
    } catch (error) {
      console.error(`The bodies of call ${call.request_id} may be lost: ${reason(error)}`);
      return pointerTo(call);
    }
  }

  /** Puts a message that is too large for the queue into R2. @returns the message to queue in its place */
  async #store(call: Call, packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    await within(putTimeout, this.#objects.put(messageKey(call), packed));
    return pointerTo(call);
  }
}

interface Packed {
  call: Call;
  message: Uint8Array<ArrayBuffer>;
}

/** Packed, since the call itself may be long, with many properties. */
function pointerTo(call: Call): Promise<Uint8Array<ArrayBuffer>> {
  return packFrame({ call: { ...call, object_key: messageKey(call) }, request: nothing, response: nothing });
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
