/**
 * Something that every message needs is away: ClickHouse (`clickhouse_…`), the accounts in D1 (`accounts`), time (`out_of_time`) or a right
 * setting (`wrong_setting`). No message is to blame, and all of them can wait for its return in R2.
 */
export class Outage extends Error {
  override name = 'Outage';
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`an outage: ${code}`, options);
    this.code = code;
  }
}

/** For how long batches are not even tried after an outage. ms */
const memory = 30_000;

/**
 * What an isolate knows of an outage. It keeps a ClickHouse that hangs from holding each invocation for as long as its timeout
 * lasts, while the queue's backlog grows behind them.
 */
export class OutageMemory {
  #outage: Outage | undefined;
  #until = 0;

  /** @param now Unix ms */
  remember(outage: Outage, now: number): void {
    this.#outage = outage;
    this.#until = now + memory;
  }

  /** The outage that is known at a time, in Unix ms. */
  known(now: number): Outage | undefined {
    return now < this.#until ? this.#outage : undefined;
  }
}

/** What a log line may say of an error. Messages may quote what was being stored, so none is ever logged. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code !== 'object' ? String(error.code) : error.name;
}
