import { type Reservation, unbudgeted } from './budget.ts';

const smallPiece = 16_384;
const largePiece = 65_536;
/** ms */
const shortestPause = 100;
const longestPause = 400;

/**
 * The branch of an answer's tee that the log reads. Each read costs a turn of JavaScript, and a stream of tokens arrives in
 * hundreds of small chunks: so after the first one the reader pauses between reads, while the tee collects natively what
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

  /**
   * Reads to the end, or to where there is no more room, or to where the body breaks off: why, the client's branch tells.
   *
   * @param passed settles when the client's branch has ended, which also ends a pause; undefined for a body that comes in
   *   large pieces, which would fill the memory during a pause
   */
  async read(passed: Promise<unknown> | undefined): Promise<void> {
    try {
      await this.#readAll(passed);
    } catch {
      // What has been read so far is kept.
    }
  }

  async #readAll(passed: Promise<unknown> | undefined): Promise<void> {
    let pause = shortestPause;
    let buffer = new ArrayBuffer(smallPiece);
    for (;;) {
      const { done, value } = await this.#reader.read(new Uint8Array(buffer));
      if (done) return;
      this.firstByteAt ??= Date.now();
      if (!this.#keep(value)) return await this.#reader.cancel();
      buffer = value.buffer;
      if (value.length === buffer.byteLength) {
        if (value.length < largePiece) buffer = new ArrayBuffer(largePiece);
      } else if (passed) {
        await Promise.race([passed, scheduler.wait(pause)]);
        pause = Math.min(pause * 2, longestPause);
      }
    }
  }

  /** Copies a piece, since the next read needs its buffer. @returns whether there was room for all of it */
  #keep(piece: Uint8Array): boolean {
    const room = Math.min(piece.length, this.#reservation.limit - this.captured);
    if (this.captured + room <= unbudgeted || this.#reservation.take(room)) {
      this.parts.push(piece.slice(0, room));
      this.captured += room;
      this.cut = room < piece.length;
    } else {
      this.cut = true;
    }
    return !this.cut;
  }
}
