import { within } from '@tallystick/delivery/within';
import type { Call } from '@tallystick/log/call';
import { type Frame, inlineLimit, messageKey, packFrame } from '@tallystick/log/frame';
import { Batch, type Message } from './batch.ts';
import { nextInIsolate, type PlaceInIsolate } from './isolate.ts';

/** For how long a message waits for others to go with. ms */
const gatherTime = 20;
const sendTimeout = 5_000;
/** For how long the second call of a batch waits before it takes the first one's invocation for ended. ms */
const patience = 6_000;
const putTimeout = 8_000;
const nothing = new Uint8Array();

/**
 * Hands frames to the queue; one that is too large, to R2 with a pointer in the queue; where the queue refuses or hangs twice,
 * to R2 under `spill/`, from where the consumer sends it again. All its timeouts together stay under the 30 s that a Worker
 * has after its answer. It never throws: what nobody takes is named on the console, without its content.
 *
 * Handing over costs about as much as half a bare call, so calls that end within `gatherTime` of each other go together. The
 * first one's invocation sends the batch, and the second's keeps watch: when nothing is heard of the first, it sends the batch
 * too, since a message that arrives twice is counted once. The others' invocations can end (decision 0305).
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
      const { call } = frame;
      const inline = packed.length <= inlineLimit;
      await this.#sendTogether({ call, packed: inline ? packed : await this.#storeIfPossible(call, packed) });
    } catch (error) {
      reportLost({ ...place, request_id: requestId }, error);
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
      for (const { messages } of await this.#batched(frames)) {
        queueTakes &&= (await this.#enqueue(messages)) || (await this.#enqueue(messages));
        if (!queueTakes) await Promise.all(messages.map((message) => this.#spill(message)));
      }
      return true;
    } catch (error) {
      console.error(`Calls logged without the proxy were refused: ${reason(error)}`);
      return false;
    }
  }

  /** Messages in groups that the queue takes at once. */
  async #batched(frames: readonly Frame[]): Promise<Batch[]> {
    const batches: Batch[] = [];
    for (const frame of frames) {
      const { call } = frame;
      const packed = await packFrame(frame);
      const message = { call, packed: packed.length <= inlineLimit ? packed : await this.#store(call, packed) };
      if (!batches.at(-1)?.add(message)) batches.push(new Batch(message));
    }
    return batches;
  }

  /** Resolves when this call has nothing more to do for any message. */
  async #sendTogether(message: Message): Promise<void> {
    const gathering = this.#gathering;
    if (gathering && !gathering.isOverdue && gathering.add(message)) {
      if (gathering.messages.length === 2) await this.#watch(gathering);
      return;
    }
    const batch = new Batch(message);
    this.#gathering = batch;
    await scheduler.wait(gatherTime);
    this.#close(batch);
    const { messages } = batch;
    if (!((await this.#enqueue(messages)) || (await this.#enqueue(messages)))) await this.#spillAll(messages);
    batch.settle();
  }

  /** Sends a batch when nothing is heard of the invocation that was to do it. */
  async #watch(batch: Batch): Promise<void> {
    let settled = false;
    const heard = batch.settled.then(() => {
      settled = true;
    });
    await within(patience, heard).catch(() => this.#close(batch));
    if (settled || (await this.#enqueue(batch.messages)) || settled) return;
    await this.#spillAll(batch.messages);
  }

  /** From here on the batch takes no message. */
  #close(batch: Batch): void {
    if (this.#gathering === batch) this.#gathering = undefined;
  }

  async #enqueue(messages: readonly Message[]): Promise<boolean> {
    try {
      const requests = messages.map(({ packed }) => ({ body: packed, contentType: 'bytes' as const }));
      await within(sendTimeout, this.#queue.sendBatch(requests));
      return true;
    } catch {
      return false;
    }
  }

  async #spillAll(messages: readonly Message[]): Promise<void> {
    const spilled = messages.map((each) => this.#spill(each).catch((error: unknown) => reportLost(each.call, error)));
    await Promise.all(spilled);
  }

  async #spill({ call, packed }: Message): Promise<void> {
    const day = new Date(call.responded_at).toISOString().slice(0, 10);
    await within(putTimeout, this.#objects.put(`spill/${day}/${call.isolate_id}-${call.isolate_seq}`, packed));
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

/** Packed, since the call itself may be long, with many properties. */
function pointerTo(call: Call): Promise<Uint8Array<ArrayBuffer>> {
  return packFrame({ call: { ...call, object_key: messageKey(call) }, request: nothing, response: nothing });
}

function reportLost(
  { request_id, isolate_id, isolate_seq }: PlaceInIsolate & Pick<Call, 'request_id'>,
  error: unknown,
): void {
  const number = `message ${isolate_seq} of isolate ${isolate_id}`;
  console.error(`The log of call ${request_id} is lost, ${number}: ${reason(error)}`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
