/**
 * What was last found out, for a while: an endpoint that anybody may ask then costs as much for a thousand questions as for one.
 * While it is found out anew, others get what was known before.
 */
export class Remembered<T> {
  readonly #milliseconds: number;
  readonly #findOut: () => Promise<T>;
  #known: T | undefined;
  #staleAt = Number.NEGATIVE_INFINITY;

  /** @param findOut must not reject; one request's work is its own, so those that come before the first answer each do it */
  constructor(milliseconds: number, findOut: () => Promise<T>) {
    this.#milliseconds = milliseconds;
    this.#findOut = findOut;
  }

  /** @param now Unix ms */
  async get(now: number): Promise<T> {
    if (this.#known !== undefined && now < this.#staleAt) return this.#known;
    if (this.#known !== undefined) this.#staleAt = now + this.#milliseconds;
    this.#known = await this.#findOut();
    this.#staleAt = Date.now() + this.#milliseconds;
    return this.#known;
  }
}
