import { type Parkable, park } from '@tallystick/delivery';
import type { Delivery } from './dead-letters.ts';
import { messageBytes } from './handlers/decode.ts';
import { codeOf, Outage, type OutageMemory } from './outage.ts';
import { retryDelay } from './retry-delay.ts';
import { type Chain, type Unfinished, work } from './work.ts';

/** What consuming needs of the world. */
export interface Surroundings {
  objects: R2Bucket;
  /** Or why messages cannot be handled at all: a wrong setting. */
  chain: Chain | Outage;
  outages: OutageMemory;
}

interface Queued extends Delivery {
  message: Message;
}

/** The platform ends a consumer after 15 minutes, whatever it has done by then. What is not begun by now comes again. ms */
const longestRun = 300_000;

/** From this delivery on a message that an outage meets is parked. */
const parkedFrom = 2;

/**
 * Handles a batch and gives every message its outcome: acknowledged once ClickHouse has confirmed its row, or R2 its dead letter or
 * the batch that it is parked in; else it comes again after a delay. Nothing is thrown.
 *
 * @param earlier how often the messages had been delivered before they came to this queue
 */
export async function consume(
  messages: readonly Message[],
  { objects, chain, outages }: Surroundings,
  earlier = 0,
): Promise<void> {
  const begin = Date.now();
  const known = chain instanceof Outage ? chain : outages.known(begin);
  const deliveries = messages.map((message) => {
    const { id, timestamp, attempts, body } = message;
    return { id, timestamp, attempts: attempts + earlier, body, message };
  });
  const unfinished = await work(deliveries, objects, known ?? chain, begin + longestRun);
  const left = new Set(unfinished.map(({ delivery }) => delivery));
  for (const delivery of deliveries) if (!left.has(delivery)) delivery.message.ack();

  const waiting = unfinished.flatMap(waitingOf);
  // The first time may have been a hiccup. When one of them meets an outage again, all that met it now are parked with it.
  const toPark = known || waiting.some(({ delivery }) => delivery.attempts >= parkedFrom) ? waiting : [];
  const outage = await parkTogether(toPark, objects);
  if (outage) {
    // What was not tried anew tells nothing: remembered once more at each batch, an outage would never end for a busy isolate.
    if (!known && outage.code !== 'out_of_time') outages.remember(outage, Date.now());
    const parked = new Set(toPark.map(({ delivery }) => delivery));
    retry(unfinished.filter(({ delivery }) => !parked.has(delivery)));
  } else {
    retry(unfinished);
  }
}

interface Waiting extends Parkable {
  delivery: Queued;
  outage: Outage;
}

/** The message as it can be parked, when it waits for the end of an outage; else nothing. */
function waitingOf({ delivery, call, error }: Unfinished<Queued>): Waiting[] {
  const packed = messageBytes(delivery.body);
  return call && packed && error instanceof Outage ? [{ delivery, call, packed, outage: error }] : [];
}

/** Parks messages and acknowledges them. @returns the outage they wait for the end of, `undefined` when nothing is parked */
async function parkTogether(waiting: readonly Waiting[], objects: R2Bucket): Promise<Outage | undefined> {
  const [first] = waiting;
  if (!first) return undefined;
  const { code } = first.outage;
  try {
    await park(objects, waiting, code);
  } catch (error) {
    console.warn({ event: 'not_parked', messages: waiting.length, code: codeOf(error) });
    return undefined;
  }
  for (const { delivery } of waiting) delivery.message.ack();
  console.warn({ event: 'parked', messages: waiting.length, code });
  return first.outage;
}

function retry(unfinished: readonly Unfinished<Queued>[]): void {
  for (const { delivery } of unfinished) delivery.message.retry({ delaySeconds: retryDelay(delivery.attempts) });
  for (const [code, { length }] of Map.groupBy(unfinished, ({ error }) => codeOf(error))) {
    console.warn({ event: 'retry', messages: length, code });
  }
}
