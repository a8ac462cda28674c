import { within } from '@tallystick/delivery';
import type { Row } from './handlers/build-row.ts';
import { subBatchBytes } from './limits.ts';
import type { Chain } from './work.ts';

type Insert = Chain['insert'];

/** How long an insert waits for others to go with it. ms */
const gatheringTime = 20;

/** A group that is open after this has lost the invocation that was to insert it. ms */
const overdue = 200;

/** Rows of several batches on their way into one insert. */
class Group {
  /** Rejects, too, when the invocation that inserts is ended: workerd says so to the others at once. */
  readonly stored: Promise<void>;
  /** How many rows go together. */
  count = 0;
  /** Until they go. */
  #rows: Row[] | undefined = [];
  #bytes = 0;
  readonly #openedAt = Date.now();

  constructor(insert: Insert) {
    this.stored = scheduler.wait(gatheringTime).then(() => insert(this.#close()));
  }

  /** Takes rows if there is room and time for them. @returns whether they were taken */
  add(rows: readonly Row[], bytes: number): boolean {
    const isOverdue = Math.abs(Date.now() - this.#openedAt) > overdue;
    const isFull = this.count > 0 && this.#bytes + bytes > subBatchBytes;
    if (!this.#rows || isOverdue || isFull) return false;
    this.#rows.push(...rows);
    this.count += rows.length;
    this.#bytes += bytes;
    return true;
  }

  /** From here on nothing holds the rows but the insert. */
  #close(): Row[] {
    const rows = this.#rows ?? [];
    this.#rows = undefined;
    return rows;
  }
}

/**
 * Makes one insert of those that begin at about the same time in one isolate: it is the insert that costs ClickHouse, more than its
 * rows (docs/decisions/0406). When rows that went together are not stored, for whatever reason, each batch's go again by themselves:
 * what a batch is told is of its own rows.
 *
 * @param longest what an insert may take, in ms; after that the invocation that was to do it is given up
 */
export function gathered(insert: Insert, longest: number): Insert {
  let latest: Group | undefined;
  return async (rows) => {
    const bytes = rows.reduce((sum, { size }) => sum + size, 0);
    if (!latest?.add(rows, bytes)) {
      latest = new Group(insert);
      latest.add(rows, bytes);
    }
    const group = latest;
    try {
      await within(longest, group.stored);
    } catch (error) {
      if (group.count === rows.length) throw error;
      await insert(rows);
    }
  };
}
