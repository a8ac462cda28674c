const refreshAfter = 60_000;

/**
 * The ids of revoked write keys, as this isolate last read them. They are fetched beside the calls, never before one: a call
 * that slips through is refused by the consumer, which compares the times.
 */
export class Revocations {
  readonly #database: D1Database;
  #ids: ReadonlySet<string> = new Set();
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(database: D1Database) {
    this.#database = database;
  }

  has(keyId: string): boolean {
    return this.#ids.has(keyId);
  }

  /** Whether `refresh` is due. @param now Unix time in ms */
  isStale(now: number): boolean {
    return now - this.#readAt >= refreshAfter;
  }

  /** Reads the ids again. When D1 fails, the ones known so far stay in force and the next minute tries again. */
  async refresh(now: number): Promise<void> {
    this.#readAt = now;
    try {
      const { results } = await this.#database
        .prepare(`SELECT id FROM keys WHERE revoked_at IS NOT NULL AND kind = 'w'`)
        .all<{ id: string }>();
      this.#ids = new Set(results.map(({ id }) => id));
    } catch (error) {
      console.error(`Revoked keys could not be read: ${error instanceof Error ? error.message : error}`);
    }
  }
}
