/** The queue takes 100 messages and 256 KB at once: https://developers.cloudflare.com/queues/platform/limits/ */
const messageLimit = 100;
const byteLimit = 250_000;
/** What the queue adds to each message, which counts (same page). Bytes. */
const metadataBytes = 100;

/** Packed frames that are handed to the queue together. */
export class Batch {
  readonly messages: Uint8Array<ArrayBuffer>[];
  /** Whether the queue took them. Never settles when the invocation that sends them is ended before that. */
  readonly sent: Promise<boolean>;
  readonly report: (sent: boolean) => void;
  #bytes: number;

  constructor(first: Uint8Array<ArrayBuffer>) {
    this.messages = [first];
    this.#bytes = first.length + metadataBytes;
    ({ promise: this.sent, resolve: this.report } = Promise.withResolvers<boolean>());
  }

  /** Takes a message if there is room for it. @returns whether it was taken */
  add(message: Uint8Array<ArrayBuffer>): boolean {
    const bytes = this.#bytes + message.length + metadataBytes;
    if (this.messages.length >= messageLimit || bytes > byteLimit) return false;
    this.messages.push(message);
    this.#bytes = bytes;
    return true;
  }
}
