import type { Found } from '@tallystick/accounts';
import type { AccountsCache } from './accounts-cache.ts';
import { handle } from './chain.ts';
import { bury } from './dead-letters.ts';
import { authenticate, type Period } from './handlers/authenticate.ts';
import type { Row } from './handlers/build-row.ts';
import { type Decoded, decode } from './handlers/decode.ts';
import { subBatchBytes } from './limits.ts';
import { eraseOmitted } from './omitted-bodies.ts';
import { Rejection } from './rejection.ts';
import { retryDelay } from './retry-delay.ts';

/** What consuming needs of the world. */
export interface Surroundings {
  accounts: Pick<AccountsCache, 'find'>;
  objects: R2Bucket;
  /** Stores rows, bodies before requests, and returns once they are safe. */
  insert(rows: readonly Row[]): Promise<void>;
  /** Whether an insert failed because of what the rows hold, and would fail again. */
  isRefusal(error: unknown): boolean;
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
  const late: Message[] = [];
  let group: Arrival[] = [];
  let bytes = 0;
  const flush = async () => {
    const arrivals = group;
    group = [];
    bytes = 0;
    await consumeGroup(arrivals, surroundings);
  };
  for (const message of messages.toSorted((a, b) => a.attempts - b.attempts)) {
    if (Date.now() > end) {
      late.push(message);
      continue;
    }
    const alone = message.attempts >= aloneFrom;
    if (alone) await flush();
    const arrival = await receive(message, surroundings);
    if (!arrival) continue;
    group.push(arrival);
    bytes += arrival.log.bodies.length;
    if (alone || bytes >= subBatchBytes) await flush();
  }
  await flush();
  retry(late, new OutOfTime());
}

async function receive(message: Message, surroundings: Surroundings): Promise<Arrival | undefined> {
  try {
    return { message, log: await decode(message.body) };
  } catch (error) {
    await fail(message, error, surroundings);
    return undefined;
  }
}

async function consumeGroup(group: readonly Arrival[], surroundings: Surroundings): Promise<void> {
  if (group.length === 0) return;
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
  let ready: Ready[] = [];
  let bytes = 0;
  for (const { message, log } of group) {
    try {
      const row = await handle(authenticate(log, found, period), objects, message.attempts);
      ready.push({ message, log, row });
      bytes += row.size;
    } catch (error) {
      await fail(message, error, surroundings, log);
    }
    if (bytes < subBatchBytes) continue;
    await store(ready, surroundings);
    ready = [];
    bytes = 0;
  }
  await store(ready, surroundings);
}

/** Stores rows together; when ClickHouse refuses them, half and half again until the culprit stands alone. */
async function store(ready: readonly Ready[], surroundings: Surroundings): Promise<void> {
  const [first] = ready;
  if (!first) return;
  try {
    await surroundings.insert(ready.map(({ row }) => row));
  } catch (error) {
    if (!surroundings.isRefusal(error)) {
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
      await tidy(surroundings.objects, log, row);
      message.ack();
    } catch (error) {
      retry([message], error);
    }
  }
}

/** Once a row is stored, its object goes, unless it is where the bodies are kept; then only what was to be omitted goes. */
async function tidy(objects: R2Bucket, { call }: Decoded, { request, source }: Row): Promise<void> {
  const key = call.object_key;
  if (key === undefined || source === 'lost') return;
  const omits = call.request.omit || call.response.omit;
  if (request.body_location !== 'r2' || (omits && source === 'too_large')) await objects.delete(key);
  else if (omits) await eraseOmitted(objects, key);
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
