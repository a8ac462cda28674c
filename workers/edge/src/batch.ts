import type { Call } from '@tallystick/log/call';

/** The queue takes 100 messages and 256 KB at once: https://developers.cloudflare.com/queues/platform/limits/ */
const messageLimit = 100;
const byteLimit = 250_000;
/** What the queue adds to each message, which counts (same page). Bytes. */
const metadataBytes = 100;

/** A batch that is not sent after this has lost the invocation that was to send it. ms */
const overdue = 1_000;

/** A packed frame on its way to the queue. */
export interface Message {
  call: Call;
  packed: Uint8Array<ArrayBuffer>;
}

/** Messages that are handed to the queue together. */
export class Batch {
  readonly messages: Message[];
  /**
   * Resolves once each is handed over or named as lost. When the invocation that is to send them is ended before that, it rejects
   * (so workerd does, at once) or never settles.
   */
  readonly settled: Promise<void>;
  readonly settle: () => void;
  readonly #openedAt = Date.now();
  #bytes: number;

  constructor(first: Message) {
    this.messages = [first];
    this.#bytes = first.packed.length + metadataBytes;
    ({ promise: this.settled, resolve: this.settle } = Promise.withResolvers<void>());
  }

  /** Whether it was to be sent long ago. A clock that was set back makes no batch last. */
  get isOverdue(): boolean {
    return Math.abs(Date.now() - this.#openedAt) > overdue;
  }

  /** Takes a message if there is room for it. @returns whether it was taken */
  add(message: Message): boolean {
    const bytes = this.#bytes + message.packed.length + metadataBytes;
    if (this.messages.length >= messageLimit || bytes > byteLimit) return false;
    this.messages.push(message);
    this.#bytes = bytes;
    return true;
  }
}
