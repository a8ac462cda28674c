/** What is kept of each body whatever else is kept: large bodies must not cost small calls their logs. Bytes. */
export const unbudgeted = 65_536;

/** How many bytes one call has of the budget. */
interface Share {
  bytes: number;
}

/**
 * What the calls in flight of one isolate may keep of their bodies together. An isolate has 128 MB for all of them; a call
 * that finds nothing left passes all the same, and its log is cut.
 */
export class Budget {
  #free: number;
  /**
   * An invocation that the platform ends runs no `finally`: what its call had is given back when it is collected as garbage,
   * which is when its memory is. Workers run such callbacks between two rounds of I/O, and allow none in them:
   * https://blog.cloudflare.com/we-shipped-finalizationregistry-in-workers-why-you-should-never-use-it/
   */
  readonly #abandoned = new FinalizationRegistry<Share>((share) => {
    this.give(share.bytes);
    share.bytes = 0;
  });

  constructor(bytes: number) {
    this.#free = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#free += bytes;
  }

  /** Gives a share back should its holder vanish with it. */
  watch(holder: Reservation, share: Share): void {
    this.#abandoned.register(holder, share);
  }
}

/** One call's share of the budget, at most `limit` bytes for each of its bodies. */
export class Reservation {
  readonly limit: number;
  readonly #budget: Budget;
  readonly #share: Share = { bytes: 0 };

  constructor(budget: Budget, limit: number) {
    this.#budget = budget;
    this.limit = limit;
  }

  take(bytes: number): boolean {
    if (!this.#budget.take(bytes)) return false;
    // Not before: most calls are small and never take any.
    if (this.#share.bytes === 0) this.#budget.watch(this, this.#share);
    this.#share.bytes += bytes;
    return true;
  }

  /** Gives back some of what was taken. More than there is cannot be given: `give` may come after `release`. */
  give(bytes: number): void {
    const given = Math.min(bytes, this.#share.bytes);
    this.#share.bytes -= given;
    this.#budget.give(given);
  }

  release(): void {
    this.give(this.#share.bytes);
  }
}
