/** What is kept of each body whatever else is kept: large bodies must not cost small calls their logs. Bytes. */
export const unbudgeted = 65_536;

/**
 * What the calls in flight of one isolate may keep of their bodies together. An isolate has 128 MB for all of them; a call
 * that finds nothing left passes all the same, and its log is cut.
 */
export class Budget {
  #free: number;

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
}

/** One call's share of the budget, at most `limit` bytes for each of its bodies. */
export class Reservation {
  readonly limit: number;
  readonly #budget: Budget;
  #bytes = 0;

  constructor(budget: Budget, limit: number) {
    this.#budget = budget;
    this.limit = limit;
  }

  take(bytes: number): boolean {
    if (!this.#budget.take(bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  release(): void {
    this.#budget.give(this.#bytes);
    this.#bytes = 0;
  }
}
