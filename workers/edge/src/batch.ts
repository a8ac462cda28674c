import type { Call } from '@tallystick/log/call';

/** A packed frame on its way to the queue. */
export interface Message {
  call: Call;
  packed: Uint8Array<ArrayBuffer>;
}

/**
 * The queue takes 100 messages at once. Should it refuse them, each becomes an R2 object written by the same invocation, which
 * may make 50 requests on the free plan: https://developers.cloudflare.com/workers/platform/limits/
 */
const messageLimit = 25;
/** The queue takes 256 KB at once: https://developers.cloudflare.com/queues/platform/limits/ */
const byteLimit = 250_000;

/** Messages that are handed to the queue together. */
export class Batch {
  readonly messages: Message[];
  #bytes: number;

  constructor(first: Message) {
    this.messages = [first];
    this.#bytes = first.packed.length;
  }

  /** Takes a message if there is room for it. @returns whether it was taken */
  add(message: Message): boolean {
    const bytes = this.#bytes + message.packed.length;
    if (this.messages.length >= messageLimit || bytes > byteLimit) return false;
    this.messages.push(message);
    this.#bytes = bytes;
    return true;
  }
}
