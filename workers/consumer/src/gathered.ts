import { ClickHouseError, type ClickHouseErrorCode } from '@tallystick/clickhouse';
import { within } from '@tallystick/delivery';
import type { Row } from './handlers/build-row.ts';
import { subBatchBytes } from './limits.ts';

type Insert = (rows: readonly Row[]) => Promise<void>;

/** How long an insert waits for others to go with it. ms */
const gatheringTime = 20;

/** A group that is open after this has lost the invocation that was to insert it. ms */
const overdue = 1_000;

/** Three tables, one after the other, each with the timeout of an insert, and a little more. ms */
const longestInsert = 100_000;

/** Failures that no row is the cause of, and that another try would meet at once. */
const outages: ReadonlySet<ClickHouseErrorCode> = new Set([
  'network',
  'timeout',
  'not_clickhouse',
  'overloaded',
  'auth',
  'not_writable',
]);

/** Rows of several batches on their way into one insert. */
class Group {
  readonly rows: Row[] = [];
  /** Rejects, too, when the invocation that inserts them is ended: workerd says so to the others at once. */
  readonly stored: Promise<void>;
  readonly #openedAt = Date.now();
  #bytes = 0;
  #closed = false;

  constructor(insert: Insert) {
    this.stored = scheduler.wait(gatheringTime).then(() => {
      this.#closed = true;
      return insert(this.rows);
    });
  }

  /** Takes rows if there is room and time for them. @returns whether they were taken */
  add(rows: readonly Row[], bytes: number): boolean {
    const isOverdue = Math.abs(Date.now() - this.#openedAt) > overdue;
    const isFull = this.#bytes > 0 && this.#bytes + bytes > subBatchBytes;
    if (this.#closed || isOverdue || isFull) return false;
    this.rows.push(...rows);
    this.#bytes += bytes;
    return true;
  }
}

/**
 * Makes one insert of those that begin at about the same time in one isolate: it is the insert that costs ClickHouse, more than its
 * rows (docs/decisions/0406). Each batch waits for its own rows only, and is told of no others: where rows that went together are not
 * stored for a reason that may lie in one of them, each batch's go again by themselves.
 */
export function gathered(insert: Insert): Insert {
  let latest: Group | undefined;
  return async (rows) => {
    const bytes = rows.reduce((sum, { size }) => sum + size, 0);
    if (!latest?.add(rows, bytes)) {
      latest = new Group(insert);
      latest.add(rows, bytes);
    }
    const group = latest;
    try {
      await within(longestInsert, group.stored);
    } catch (error) {
      const wasAlone = group.rows.length === rows.length;
      if (wasAlone || (error instanceof ClickHouseError && outages.has(error.code))) throw error;
      await insert(rows);
    }
  };
}
