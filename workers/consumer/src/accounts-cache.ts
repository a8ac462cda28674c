import { type Accounts, type Key, lookUp, lookUpOwnPrices } from '@tallystick/accounts';
import { type OwnPrices, ownPricesOf } from '@tallystick/pricing';

/** With the time that a batch takes, a revocation is seen well within a minute. Ms. */
const lifetime = 30_000;
const mostRemembered = 10_000;

/** Those of the asked-for organisations and keys that exist. */
export interface KnownAccounts {
  /** The organisations, by id, with their own prices. */
  organisations: ReadonlyMap<string, OwnPrices>;
  keys: ReadonlyMap<string, Key>;
}

/**
 * Organisations with their own prices, and keys, as D1 has them, remembered for half a minute. What D1 does not have is never remembered: a key may be
 * used seconds after it was made, and a call is lost to its owner when it is refused.
 */
export class AccountsCache {
  readonly #db: Accounts;
  readonly #organisations = new Map<string, { ownPrices: OwnPrices; until: number }>();
  readonly #keys = new Map<string, { key: Key; until: number }>();

  constructor(db: Accounts) {
    this.#db = db;
  }

  /**
   * Those of the asked-for organisations and keys that exist, with at most one look into D1 for each table.
   *
   * @param now Unix ms
   */
  async find(organisationIds: ReadonlySet<string>, keyIds: ReadonlySet<string>, now: number): Promise<KnownAccounts> {
    const organisations = new Map<string, OwnPrices>();
    const keys = new Map<string, Key>();
    for (const id of organisationIds) {
      const known = this.#organisations.get(id);
      if (known && known.until > now) organisations.set(id, known.ownPrices);
    }
    for (const id of keyIds) {
      const known = this.#keys.get(id);
      if (known && known.until > now) keys.set(id, known.key);
    }
    const missingOrganisations = [...organisationIds].filter((id) => !organisations.has(id));
    const missingKeys = [...keyIds].filter((id) => !keys.has(id));
    if (missingOrganisations.length + missingKeys.length === 0) return { organisations, keys };

    const [found, prices] = await Promise.all([
      lookUp(this.#db, missingOrganisations, missingKeys),
      lookUpOwnPrices(this.#db, missingOrganisations),
    ]);
    if (this.#organisations.size + this.#keys.size > mostRemembered) {
      this.#organisations.clear();
      this.#keys.clear();
    }
    const until = now + lifetime;
    for (const id of found.organisations) {
      const ownPrices = ownPricesOf(prices.get(id) ?? []);
      organisations.set(id, ownPrices);
      this.#organisations.set(id, { ownPrices, until });
    }
    for (const [id, key] of found.keys) {
      keys.set(id, key);
      this.#keys.set(id, { key, until });
    }
    return { organisations, keys };
  }
}
