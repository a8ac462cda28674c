import { ApiError } from '../api-error.ts';

/** How much each organisation has under way in this isolate. */
export class Turns {
  /** When each began, by organisation. Unix ms. */
  readonly #underWay = new Map<string, Set<{ began: number }>>();
  readonly #most: number;
  readonly #longest: number;
  readonly #refusal: string;

  /**
   * @param most of one organisation at a time
   * @param longest that one takes, ms
   * @param refusal what to say to one more
   */
  constructor(most: number, longest: number, refusal: string) {
    this.#most = most;
    this.#longest = longest;
    this.#refusal = refusal;
  }

  /**
   * @returns what ends the turn; the invocation of a client that has gone may end before its `finally`, so its signal should call it, too
   * @throws ApiError when the organisation has too many
   */
  take(organisation: string): () => void {
    const others = this.#underWay.get(organisation) ?? new Set();
    // One whose invocation was ended by the platform has nobody left to strike it out.
    for (const one of others) if (one.began < Date.now() - this.#longest) others.delete(one);
    if (others.size >= this.#most) throw new ApiError('too_many_questions', this.#refusal);
    const own = { began: Date.now() };
    this.#underWay.set(organisation, others.add(own));
    return () => others.delete(own);
  }
}
