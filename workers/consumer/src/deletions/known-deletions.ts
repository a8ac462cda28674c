import { type Accounts, deletionsAfter, rulesAtOnce } from '@tallystick/accounts';
import { DeletionRules } from './rules.ts';

/** As long as accounts are remembered. ms */
const lifetime = 30_000;

/**
 * All deletions that were ever asked for, as D1 has them: each isolate reads them once, and every half minute those that have come since.
 * They are some 200 bytes each.
 */
export class KnownDeletions {
  readonly #db: Accounts;
  readonly #rules = new DeletionRules();
  #place = 0;
  #until = 0;

  constructor(db: Accounts) {
    this.#db = db;
  }

  /** @param now Unix ms */
  async get(now: number): Promise<DeletionRules> {
    if (now < this.#until) return this.#rules;
    for (let more = true; more; ) {
      const rules = await deletionsAfter(this.#db, this.#place);
      for (const rule of rules) this.#rules.add(rule);
      this.#place = rules.at(-1)?.place ?? this.#place;
      more = rules.length === rulesAtOnce;
    }
    this.#until = now + lifetime;
    return this.#rules;
  }
}
