import {
  listParked,
  type Parkable,
  type ParkedBatch,
  type ParkedMessage,
  parkedPrefix,
  Rejection,
  readParked,
  writeParked,
} from '@tallystick/delivery';
import { bury, type Delivery } from './dead-letters.ts';
import { patience } from './handlers/load-bodies.ts';
import { Outage } from './outage.ts';
import { sendAlone } from './send-alone.ts';
import { type Chain, work } from './work.ts';

/** What replaying needs of the world. */
export interface Replay {
  objects: R2Bucket;
  chain: Chain;
  alone: Queue;
  /** When no batch is begun any more. Unix ms */
  until: number;
}

/** Where it is noted that a batch is being replayed: an empty object under this and the batch's own name. */
export const replayingPrefix = 'replaying/';

/** No replay of one batch lasts as long: what was begun before has ended without an outcome. ms */
const longestReplay = 300_000;

/** After so many batches in a row that met one, the outage is everybody's. */
const mostOutages = 2;

/**
 * Replays parked batches, the oldest first, one after another, and rests after each for as long as it took: live messages always have
 * more of ClickHouse than old ones. It stops where another run is at work, and at an outage: at the second in a row, since one batch may
 * meet a failure that is its own. A batch goes once each of its messages is a row or a dead letter; where that is so for some
 * only, it is rewritten with the others.
 *
 * @returns how many messages became rows or dead letters
 */
export async function replayParked(replay: Replay): Promise<number> {
  let done = 0;
  let outages = 0;
  let cursor: string | undefined;
  do {
    const page = await listParked(replay.objects, cursor === undefined ? {} : { cursor });
    for (const batch of page.batches) {
      const begin = Date.now();
      if (begin > replay.until) return done;
      const result = await replayBatch(batch, replay);
      done += result.done;
      outages = result.ended === 'by an outage' ? outages + 1 : 0;
      if (result.ended === 'by another run' || outages === mostOutages) return done;
      await scheduler.wait(Math.min(Date.now() - begin, Math.max(0, replay.until - Date.now())));
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return done;
}

interface Result {
  done: number;
  ended: 'by itself' | 'by an outage' | 'by another run';
}

async function replayBatch(batch: ParkedBatch, replay: Replay): Promise<Result> {
  const { objects, alone } = replay;
  const { key } = batch;
  const mark = replayingPrefix + key.slice(parkedPrefix.length);
  const begun = await objects.head(mark);
  if (begun && Date.now() - begun.uploaded.getTime() < longestReplay) return { done: 0, ended: 'by another run' };

  const parked = await readParked(objects, key).catch((error: unknown) => {
    if (error instanceof Rejection) return error;
    throw error;
  });
  if (parked === undefined) return { done: 0, ended: 'by itself' };
  if (parked instanceof Rejection) {
    await buryBatch(batch, parked, objects);
    return { done: 0, ended: 'by itself' };
  }
  const { messages, code } = parked;
  if (begun) {
    // Whoever was at it before has died, perhaps of one of them.
    await sendAlone(
      messages.map(({ packed }) => packed),
      alone,
    );
    await objects.delete([key, mark]);
    console.warn({ event: 'parked_sent_alone', messages: messages.length });
    return { done: 0, ended: 'by itself' };
  }
  await objects.put(mark, '');
  const { left, ended } = await workOn(batch, messages, replay);
  if (left.length > 0 && left.length < messages.length) await writeParked(objects, key, left, code);
  await objects.delete(left.length === 0 ? [key, mark] : mark);
  return { done: messages.length - left.length, ended };
}

type Packed = ParkedMessage & { packed: Uint8Array<ArrayBuffer> };

async function workOn(
  { parked_at }: ParkedBatch,
  messages: readonly Packed[],
  { objects, chain, until }: Replay,
): Promise<Pick<Result, 'ended'> & { left: Parkable[] }> {
  const deliveries = messages.map((message) => ({
    id: `${message.isolate_id}-${message.isolate_seq}`,
    timestamp: parked_at,
    // An object that is still not there will not come any more.
    attempts: patience,
    body: message.packed,
    message,
  }));
  const unfinished = await work(deliveries, objects, chain, until);
  return {
    left: unfinished.map(({ delivery: { message } }) => ({ call: message, packed: message.packed })),
    ended: unfinished.some(({ error }) => error instanceof Outage) ? 'by an outage' : 'by itself',
  };
}

/** Puts a damaged batch where a person finds it, and out of the way of the others. */
async function buryBatch({ key, parked_at }: ParkedBatch, damage: Rejection, objects: R2Bucket): Promise<void> {
  const object = await objects.get(key);
  if (!object) return;
  const letter: Delivery = { id: nameOf(key), timestamp: parked_at, attempts: 1, body: await object.arrayBuffer() };
  await bury(objects, letter, damage, undefined);
  await objects.delete(key);
  console.error({ event: 'dead_letter', message: letter.id, code: damage.code });
}

/** The name of a batch as the id of a dead letter, which is one step of a path. */
function nameOf(key: string): string {
  return key.slice(parkedPrefix.length).replaceAll('/', '-');
}
