import type { Reservation } from './budget.ts';

const smallPiece = 16_384;
const largePiece = 65_536;
const shortestPause = 5;
const longestPause = 640;

/**
 * The branch of an answer's tee that the log reads. Each read costs a turn of JavaScript, and a stream of tokens arrives in
 * hundreds of small chunks: so the reader pauses between reads, longer each time, while the tee collects natively what
 * arrives. (`readAtLeast` is no alternative: it makes the tee hold the client's branch back as well.)
 */
export class LogBranch {
  readonly parts: Uint8Array[] = [];
  /** Bytes kept. */
  captured = 0;
  /** Unix ms. */
  firstByteAt: number | null = null;
  /** Whether reading ended before the body did, for want of room. */
  cut = false;
  readonly #reader: ReadableStreamBYOBReader;
  readonly #reservation: Reservation;

  constructor(branch: ReadableStream<Uint8Array>, reservation: Reservation) {
    this.#reader = branch.getReader({ mode: 'byob' });
    this.#reservation = reservation;
  }

  /** Reads to the end, or to where there is no more room, or to where the body breaks off: why, the client's branch tells. */
  async read(): Promise<void> {
    try {
      await this.#readAll();
    } catch {
      // What has been read so far is kept.
    }
  }

  async #readAll(): Promise<void> {
    let pause = shortestPause;
    let buffer = new ArrayBuffer(smallPiece);
    for (;;) {
      const { done, value } = await this.#reader.read(new Uint8Array(buffer));
      if (done) return;
      this.firstByteAt ??= Date.now();
      if (!this.#keep(value)) return await this.#reader.cancel();
      buffer = value.buffer;
      if (value.length === buffer.byteLength) {
        // A body this fast would fill the memory during a pause.
        if (value.length < largePiece) buffer = new ArrayBuffer(largePiece);
        pause = shortestPause;
      } else {
        await scheduler.wait(pause);
        pause = Math.min(pause * 2, longestPause);
      }
    }
  }

  /** Copies a piece, since the next read needs its buffer. @returns whether there was room for all of it */
  #keep(piece: Uint8Array): boolean {
    const room = Math.min(piece.length, this.#reservation.limit - this.captured);
    if (this.#reservation.take(room)) {
      this.parts.push(piece.slice(0, room));
      this.captured += room;
      this.cut = room < piece.length;
    } else {
      this.cut = true;
    }
    return !this.cut;
  }
}
