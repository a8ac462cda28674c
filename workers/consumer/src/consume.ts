import type { Found } from '@tallystick/accounts';
import { type Decoded, Rejection } from '@tallystick/delivery';
import type { AccountsCache } from './accounts-cache.ts';
import { handle } from './chain.ts';
import { bury } from './dead-letters.ts';
import { authenticate, type Period } from './handlers/authenticate.ts';
import type { Row } from './handlers/build-row.ts';
import { decode } from './handlers/decode.ts';
import { inSubBatches } from './in-sub-batches.ts';
import type { InsertFailure } from './insert-rows.ts';
import { eraseOmitted } from './omitted-bodies.ts';
import { retryDelay } from './retry-delay.ts';

/** What consuming needs of the world. */
export interface Surroundings {
  accounts: Pick<AccountsCache, 'find'>;
  objects: R2Bucket;
  /** Stores rows, bodies before requests, and returns once they are safe. */
  insert(rows: readonly Row[]): Promise<void>;
  failureOf(error: unknown): InsertFailure;
  /** Which times of calls are taken. @param now Unix ms */
  period(now: number): Period;
}

/** Something else was so slow that this message's turn did not come. */
class OutOfTime extends Error {
  readonly code = 'out_of_time';
}

interface Arrival {
  message: Message;
  log: Decoded;
}

interface Ready extends Arrival {
  row: Row;
}

/** From this delivery on a message goes alone, so that it cannot take others with it. */
const aloneFrom = 3;

/** The platform ends a consumer after 15 minutes, whatever it has done by then. What is not begun by now comes again. Ms. */
const longestRun = 300_000;

/**
 * Handles a batch in sub-batches, and gives every message its outcome: acknowledged once ClickHouse has confirmed its row or
 * R2 its dead letter, else retried after a delay. Nothing is thrown.
 */
export async function consume(messages: readonly Message[], surroundings: Surroundings): Promise<void> {
  const end = Date.now() + longestRun;
  const fresh = messages.filter(({ attempts }) => attempts < aloneFrom);
  const failed = messages.filter(({ attempts }) => attempts >= aloneFrom);
  for (const together of [fresh, ...failed.map((message) => [message])]) {
    const arrivals = received(together, end, surroundings);
    for await (const group of inSubBatches(arrivals, ({ log }) => log.bodies.length)) {
      for await (const ready of inSubBatches(handled(group, surroundings), ({ row }) => row.size)) {
        await store(ready, surroundings);
      }
    }
  }
}

/** Reads messages while there is time; a bad one gets its outcome here. */
async function* received(
  messages: readonly Message[],
  end: number,
  surroundings: Surroundings,
): AsyncGenerator<Arrival> {
  for (const [index, message] of messages.entries()) {
    if (Date.now() > end) return retry(messages.slice(index), new OutOfTime());
    let log: Decoded;
    try {
      log = await decode(message.body);
    } catch (error) {
      await fail(message, error, surroundings);
      continue;
    }
    yield { message, log };
  }
}

/** Makes rows of a group, whose accounts are looked up together. */
async function* handled(group: readonly Arrival[], surroundings: Surroundings): AsyncGenerator<Ready> {
  const { accounts, objects } = surroundings;
  const now = Date.now();
  const period = surroundings.period(now);
  const organisationIds = new Set(group.map(({ log }) => log.call.org_id));
  const keyIds = new Set(group.map(({ log }) => log.call.key_id).filter((id) => id !== ''));
  let found: Found;
  try {
    found = await accounts.find(organisationIds, keyIds, now);
  } catch (error) {
    return retry(
      group.map(({ message }) => message),
      error,
    );
  }
  for (const { message, log } of group) {
    let row: Row;
    try {
      row = await handle(authenticate(log, found, period), objects, message.attempts);
    } catch (error) {
      await fail(message, error, surroundings, log);
      continue;
    }
    yield { message, log, row };
  }
}

/**
 * Stores rows together; when ClickHouse refuses them, half and half again until the culprit stands alone, or until they fit
 * into one insert.
 */
async function store(ready: readonly Ready[], surroundings: Surroundings): Promise<void> {
  const [first] = ready;
  if (!first) return;
  try {
    await surroundings.insert(ready.map(({ row }) => row));
  } catch (error) {
    const failure = surroundings.failureOf(error);
    if (failure === 'passes' || (failure === 'too_many_partitions' && monthsOf(ready) === 1)) {
      retry(
        ready.map(({ message }) => message),
        error,
      );
    } else if (ready.length === 1) {
      const refusal = new Rejection('refused_by_clickhouse', `ClickHouse refuses the row (${codeOf(error)})`);
      await fail(first.message, refusal, surroundings, first.log);
    } else {
      const middle = Math.ceil(ready.length / 2);
      await store(ready.slice(0, middle), surroundings);
      await store(ready.slice(middle), surroundings);
    }
    return;
  }
  for (const { message, log, row } of ready) {
    try {
      await deleteObject(surroundings.objects, log, row);
      message.ack();
    } catch (error) {
      retry([message], error);
    }
  }
}

/** How many partitions rows belong to: a table has one per month. */
function monthsOf(ready: readonly Ready[]): number {
  return new Set(ready.map(({ row }) => row.request.created_at.slice(0, 'YYYY-MM'.length))).size;
}

/** Deletes the object of a stored call, or what was to be omitted from it, unless it is where the bodies are kept. */
async function deleteObject(objects: R2Bucket, { call }: Decoded, { object }: Row): Promise<void> {
  if (call.object_key === undefined) return;
  if (object === 'goes') await objects.delete(call.object_key);
  if (object === 'loses_omitted') await eraseOmitted(objects, call.object_key);
}

async function fail(
  message: Message,
  error: unknown,
  { objects }: Surroundings,
  log: Decoded | undefined = undefined,
): Promise<void> {
  if (!(error instanceof Rejection)) return retry([message], error);
  try {
    await bury(objects, message, error, log);
  } catch (failure) {
    return retry([message], failure);
  }
  console.warn({ event: 'dead_letter', message: message.id, code: error.code });
  message.ack();
}

function retry(messages: readonly Message[], error: unknown): void {
  if (messages.length === 0) return;
  for (const message of messages) message.retry({ delaySeconds: retryDelay(message.attempts) });
  console.warn({ event: 'retry', messages: messages.length, code: codeOf(error) });
}

/** What a log line may say of an error. Messages may quote what was being stored, so none is ever logged. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code !== 'object' ? String(error.code) : error.name;
}
