import { type Accounts, type Found, type Key, lookUp } from '@tallystick/accounts';

/** With the time that a batch takes, a revocation is seen well within a minute. Ms. */
const lifetime = 30_000;
const mostRemembered = 10_000;

/**
 * Organisations and keys as D1 has them, remembered for half a minute. What D1 does not have is never remembered: a key may be
 * used seconds after it was made, and a call is lost to its owner when it is refused.
 */
export class AccountsCache {
  readonly #db: Accounts;
  readonly #organisations = new Map<string, number>();
  readonly #keys = new Map<string, { key: Key; until: number }>();

  constructor(db: Accounts) {
    this.#db = db;
  }

  /**
   * Those of the asked-for organisations and keys that exist, with at most one look into D1.
   *
   * @param now Unix ms
   */
  async find(organisationIds: ReadonlySet<string>, keyIds: ReadonlySet<string>, now: number): Promise<Found> {
    const organisations = new Set<string>();
    const keys = new Map<string, Key>();
    for (const id of organisationIds) if ((this.#organisations.get(id) ?? 0) > now) organisations.add(id);
    for (const id of keyIds) {
      const known = this.#keys.get(id);
      if (known && known.until > now) keys.set(id, known.key);
    }
    const missingOrganisations = [...organisationIds].filter((id) => !organisations.has(id));
    const missingKeys = [...keyIds].filter((id) => !keys.has(id));
    if (missingOrganisations.length + missingKeys.length === 0) return { organisations, keys };

    const found = await lookUp(this.#db, missingOrganisations, missingKeys);
    if (this.#organisations.size + this.#keys.size > mostRemembered) {
      this.#organisations.clear();
      this.#keys.clear();
    }
    const until = now + lifetime;
    for (const id of found.organisations) {
      organisations.add(id);
      this.#organisations.set(id, until);
    }
    for (const [id, key] of found.keys) {
      keys.set(id, key);
      this.#keys.set(id, { key, until });
    }
    return { organisations, keys };
  }
}
