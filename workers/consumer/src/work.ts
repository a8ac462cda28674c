import { type Decoded, type Place, Rejection, within } from '@tallystick/delivery';
import { type Call, messageKey } from '@tallystick/log';
import type { AccountsCache, KnownAccounts } from './accounts-cache.ts';
import { handle } from './chain.ts';
import { bury, type Delivery } from './dead-letters.ts';
import type { KnownDeletions } from './deletions/known-deletions.ts';
import type { DeletionRules } from './deletions/rules.ts';
import { authenticate, type Period } from './handlers/authenticate.ts';
import type { Row } from './handlers/build-row.ts';
import { decode } from './handlers/decode.ts';
import { inSubBatches } from './in-sub-batches.ts';
import type { InsertFailure } from './insert-rows.ts';
import { eraseOmitted } from './omitted-bodies.ts';
import { codeOf, Outage } from './outage.ts';

/** What it takes to make rows of messages. */
export interface Chain {
  accounts: Pick<AccountsCache, 'find'>;
  deletions: Pick<KnownDeletions, 'get'>;
  /** Stores rows, bodies before requests, and returns once they are safe. */
  insert(rows: readonly Row[]): Promise<void>;
  /** Stores that there was a message, and nothing of it: for one that is to be deleted. */
  insertBlank(place: Place): Promise<void>;
  failureOf(error: unknown): InsertFailure;
  /** Which times of calls are taken. @param now Unix ms */
  period(now: number): Period;
}

/** A message for which there is neither a row nor a dead letter yet. */
export interface Unfinished<D extends Delivery> {
  delivery: D;
  /** What it says, where it could be read. */
  call: Call | undefined;
  /** An Outage, or what only this message has met. */
  error: unknown;
}

interface Arrival<D> {
  delivery: D;
  log: Decoded;
}

interface Ready<D> extends Arrival<D> {
  row: Row;
}

/** D1 answers in milliseconds, or a batch waits for it in vain. ms */
const accountsTimeout = 10_000;

/**
 * Makes rows or dead letters of messages, in sub-batches, and gives those for which there is neither yet. An outage ends the work: the rest is
 * not tried. Nothing is thrown.
 *
 * @param chain or why none of it can be used: then messages are read, and those that are none become dead letters
 * @param end when the work is to end, in Unix ms; what has begun by then is finished
 */
export async function work<D extends Delivery>(
  deliveries: readonly D[],
  objects: R2Bucket,
  chain: Chain | Outage,
  end: number,
): Promise<Unfinished<D>[]> {
  const shift = new Shift<D>(objects, end);
  if (chain instanceof Outage) await shift.setAside(deliveries, chain);
  else await shift.work(deliveries, chain);
  return shift.unfinished;
}

class Shift<D extends Delivery> {
  readonly unfinished: Unfinished<D>[] = [];
  readonly #objects: R2Bucket;
  readonly #end: number;
  #outage: Outage | undefined;

  constructor(objects: R2Bucket, end: number) {
    this.#objects = objects;
    this.#end = end;
  }

  async work(deliveries: readonly D[], chain: Chain): Promise<void> {
    const arrivals = this.#received(deliveries);
    for await (const group of inSubBatches(arrivals, ({ log }) => log.bodies.length)) {
      for await (const ready of inSubBatches(this.#handled(group, chain), ({ row }) => row.size)) {
        await this.#store(ready, chain);
      }
    }
  }

  /** Why no further message is begun, if so. */
  #hindrance(): Outage | undefined {
    return this.#outage ?? (Date.now() > this.#end ? new Outage('out_of_time') : undefined);
  }

  /** Reads messages that are not to be tried. */
  async setAside(deliveries: readonly D[], outage: Outage): Promise<void> {
    for (const delivery of deliveries) {
      const log = await this.#read(delivery);
      if (log) this.#leave(delivery, log, outage);
    }
  }

  /** Reads messages until an outage; a bad one becomes a dead letter here. */
  async *#received(deliveries: readonly D[]): AsyncGenerator<Arrival<D>> {
    for (const [index, delivery] of deliveries.entries()) {
      const hindrance = this.#hindrance();
      if (hindrance) return this.setAside(deliveries.slice(index), hindrance);
      const log = await this.#read(delivery);
      if (log) yield { delivery, log };
    }
  }

  async #read(delivery: D): Promise<Decoded | undefined> {
    try {
      return await decode(delivery.body);
    } catch (error) {
      await this.#fail(delivery, undefined, error);
      return undefined;
    }
  }

  /** Makes rows of a group, whose accounts are looked up together. */
  async *#handled(group: readonly Arrival<D>[], chain: Chain): AsyncGenerator<Ready<D>> {
    const now = Date.now();
    const { accounts, deletions, period } = chain;
    const taken = period(now);
    const organisationIds = new Set(group.map(({ log }) => log.call.org_id));
    const keyIds = new Set(group.map(({ log }) => log.call.key_id).filter((id) => id !== ''));
    let found: KnownAccounts | undefined;
    let deleted: DeletionRules | undefined;
    try {
      if (!this.#outage) {
        const both = Promise.all([deletions.get(now), accounts.find(organisationIds, keyIds, now)]);
        [deleted, found] = await within(accountsTimeout, both);
      }
    } catch (cause) {
      this.#outage = new Outage('accounts', { cause });
    }
    for (const { delivery, log } of group) {
      const hindrance = this.#hindrance();
      if (hindrance || !found || !deleted) {
        this.#leave(delivery, log, hindrance);
        continue;
      }
      if (deleted.find(log.call)) {
        await this.#forget(delivery, log, chain);
        continue;
      }
      let row: Row;
      try {
        row = await handle(authenticate(log, found, taken), this.#objects, delivery.attempts);
      } catch (error) {
        await this.#fail(delivery, log, error);
        continue;
      }
      // The body may say whose call it was, where no header did.
      if (deleted.find({ ...log.call, user_id: row.request.user_id })) await this.#forget(delivery, log, chain);
      else yield { delivery, log, row };
    }
  }

  /** Leaves nothing of a call that is to be deleted but its number. */
  async #forget(delivery: D, log: Decoded, chain: Chain): Promise<void> {
    try {
      await this.#objects.delete(messageKey(log.call));
    } catch (error) {
      return this.#leave(delivery, log, error);
    }
    try {
      await chain.insertBlank(log.call);
    } catch (error) {
      if (chain.failureOf(error) === 'passes')
        this.#outage = new Outage(`clickhouse_${codeOf(error)}`, { cause: error });
      this.#leave(delivery, log, this.#outage ?? error);
    }
  }

  /**
   * Stores rows together; when ClickHouse refuses them, half and half again until the culprit stands alone, or until they fit
   * into one insert.
   */
  async #store(ready: readonly Ready<D>[], chain: Chain): Promise<void> {
    const [first] = ready;
    if (!first) return;
    if (this.#outage) return this.#leaveAll(ready, this.#outage);
    try {
      await chain.insert(ready.map(({ row }) => row));
    } catch (error) {
      const failure = chain.failureOf(error);
      if (failure === 'passes' || (failure === 'too_many_partitions' && monthsOf(ready) === 1)) {
        this.#outage = new Outage(`clickhouse_${codeOf(error)}`, { cause: error });
        this.#leaveAll(ready, this.#outage);
      } else if (ready.length === 1) {
        const refusal = new Rejection('refused_by_clickhouse', `ClickHouse refuses the row (${codeOf(error)})`);
        await this.#fail(first.delivery, first.log, refusal);
      } else {
        const middle = Math.ceil(ready.length / 2);
        await this.#store(ready.slice(0, middle), chain);
        await this.#store(ready.slice(middle), chain);
      }
      return;
    }
    for (const { delivery, log, row } of ready) {
      try {
        await this.#deleteObject(log, row);
      } catch (error) {
        this.#leave(delivery, log, error);
      }
    }
  }

  /** Deletes the object of a stored call, or what was to be omitted from it, unless it is where the bodies are kept. */
  async #deleteObject({ call }: Decoded, { object }: Row): Promise<void> {
    if (call.object_key === undefined) return;
    if (object === 'goes') await this.#objects.delete(call.object_key);
    if (object === 'loses_omitted') await eraseOmitted(this.#objects, call.object_key);
  }

  /** Buries what can never work. Whatever else went wrong is left for another delivery. */
  async #fail(delivery: D, log: Decoded | undefined, error: unknown): Promise<void> {
    if (!(error instanceof Rejection)) return this.#leave(delivery, log, error);
    try {
      await bury(this.#objects, delivery, error, log);
    } catch (failure) {
      return this.#leave(delivery, log, failure);
    }
    console.warn({ event: 'dead_letter', message: delivery.id, code: error.code });
  }

  #leaveAll(arrivals: readonly Arrival<D>[], error: unknown): void {
    for (const { delivery, log } of arrivals) this.#leave(delivery, log, error);
  }

  /** Keeps the call and not its bodies, which for a whole batch could be more than there is room for. */
  #leave(delivery: D, log: Decoded | undefined, error: unknown): void {
    this.unfinished.push({ delivery, call: log?.call, error });
  }
}

/** How many partitions rows belong to: a table has one per month. */
function monthsOf(ready: readonly Ready<unknown>[]): number {
  return new Set(ready.map(({ row }) => row.request.created_at.slice(0, 'YYYY-MM'.length))).size;
}
