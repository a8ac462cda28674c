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
import { inGroups } from './in-groups.ts';
import { subBatchBytes } from './limits.ts';
import { codeOf, Outage } from './outage.ts';
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

/** No replay lasts as long: what was begun before has ended without an outcome. ms */
const longestReplay = 300_000;

/** So many go together, or fewer when they are large: an insert takes as long for many messages as for a few. */
const mostTogether = 20;

/** After so many batches in a row that met one, the outage is everybody's. */
const mostOutages = 2;

/** ClickHouse answered, with an exception that nobody thought of: that may be one batch's own, and holds up no other. */
const nobodysOutage = 'clickhouse_unknown';

/**
 * Replays parked batches, the oldest first, and rests after each insert for as long as it took: live messages always have more of
 * ClickHouse than old ones. Where batches together meet an outage they are tried one by one, since one may meet a failure that is
 * its own; at the second in a row the run ends, unless ClickHouse answers with what nobody thought of. A batch goes once each of its messages is a row or a dead letter; where that is
 * so for some only, it is rewritten with the others. Nothing is done while another run is at work.
 *
 * @returns how many messages became rows or dead letters
 */
export async function replayParked(replay: Replay): Promise<number> {
  const begun = await begunBefore(replay.objects);
  if (!begun) return 0;
  const run = new Run(replay, begun);
  let cursor: string | undefined;
  do {
    const page = await listParked(replay.objects, cursor === undefined ? {} : { cursor });
    for (const group of inGroups(page.batches, mostTogether, subBatchBytes, ({ size }) => size)) {
      if (!(await run.replay(group))) return run.done;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return run.done;
}

/** The notes of runs that have ended without an outcome; `undefined` when one may still be at work. */
async function begunBefore(objects: R2Bucket): Promise<ReadonlySet<string> | undefined> {
  const { objects: notes } = await objects.list({ prefix: replayingPrefix });
  const youngest = Math.max(...notes.map(({ uploaded }) => uploaded.getTime()));
  return Date.now() - youngest < longestReplay ? undefined : new Set(notes.map(({ key }) => key));
}

type Packed = ParkedMessage & { packed: Uint8Array<ArrayBuffer> };

interface Opened {
  batch: ParkedBatch;
  code: string;
  messages: Packed[];
}

class Run {
  done = 0;
  /** Batches in a row that met an outage by themselves. */
  #outages = 0;
  readonly #replay: Replay;
  readonly #begun: ReadonlySet<string>;

  constructor(replay: Replay, begun: ReadonlySet<string>) {
    this.#replay = replay;
    this.#begun = begun;
  }

  /** @returns whether the run goes on */
  async replay(group: readonly ParkedBatch[]): Promise<boolean> {
    if (this.#over()) return false;
    if (group.length > 1 && !(await this.#replayTogether(group))) return true;
    for (const batch of group) {
      if (this.#over()) return false;
      const outage = await this.#replayTogether([batch]);
      if (outage?.code === nobodysOutage) continue;
      this.#outages = outage ? this.#outages + 1 : 0;
      if (this.#outages === mostOutages) return false;
    }
    return true;
  }

  #over(): boolean {
    return Date.now() > this.#replay.until;
  }

  /** @returns the outage that they met, if any */
  async #replayTogether(group: readonly ParkedBatch[]): Promise<Outage | undefined> {
    const { objects, chain, until } = this.#replay;
    const opened = (await Promise.all(group.map((batch) => this.#open(batch)))).flat();
    await Promise.all(opened.map(({ batch }) => objects.put(noteOf(batch), '')));
    const deliveries = opened.flatMap(({ batch, messages }) =>
      messages.map((message) => ({
        id: `${message.isolate_id}-${message.isolate_seq}`,
        timestamp: batch.parked_at,
        // An object that is still not there will not come any more.
        attempts: patience,
        body: message.packed,
        message,
      })),
    );
    const begin = Date.now();
    const unfinished = await work(deliveries, objects, chain, until);
    const rest = Date.now() - begin;
    const left = new Set(unfinished.map(({ delivery }) => delivery.message));
    await Promise.all(opened.map((each) => this.#close(each, left)));
    this.done += deliveries.length - left.size;
    await scheduler.wait(Math.max(0, Math.min(rest, until - Date.now())));
    return unfinished.map(({ error }) => error).find((error) => error instanceof Outage);
  }

  /** @returns nothing where there is nothing to replay any more */
  async #open(batch: ParkedBatch): Promise<Opened[]> {
    const { objects, alone } = this.#replay;
    const parked = await readParked(objects, batch.key).catch((error: unknown) => {
      if (error instanceof Rejection) return error;
      throw error;
    });
    if (parked === undefined) return [];
    if (parked instanceof Rejection) {
      await buryBatch(batch, parked, objects);
      return [];
    }
    if (!this.#begun.has(noteOf(batch))) return [{ batch, ...parked }];
    // Whoever was at it before has died, perhaps of one of them.
    const frames = parked.messages.map(({ packed }) => packed);
    try {
      await sendAlone(frames, alone);
    } catch (error) {
      // It waits for its queue, and no other batch waits for it.
      console.warn({ event: 'not_forwarded', messages: frames.length, code: codeOf(error) });
      return [];
    }
    await objects.delete([batch.key, noteOf(batch)]);
    console.warn({ event: 'parked_sent_alone', messages: frames.length });
    return [];
  }

  async #close({ batch, code, messages }: Opened, unfinished: ReadonlySet<Packed>): Promise<void> {
    const { objects } = this.#replay;
    const left = messages.filter((message) => unfinished.has(message)).map(parkable);
    if (left.length > 0 && left.length < messages.length) await writeParked(objects, batch.key, left, code);
    await objects.delete(left.length === 0 ? [batch.key, noteOf(batch)] : noteOf(batch));
  }
}

function parkable({ packed, ...call }: Packed): Parkable {
  return { call, packed };
}

/** Puts a damaged batch where a person finds it, and out of the way of the others. */
async function buryBatch({ key, parked_at }: ParkedBatch, damage: Rejection, objects: R2Bucket): Promise<void> {
  const object = await objects.get(key);
  if (!object) return;
  // The id of a letter is one step of a path.
  const id = key.slice(parkedPrefix.length).replaceAll('/', '-');
  const letter: Delivery = { id, timestamp: parked_at, attempts: 1, body: await object.arrayBuffer() };
  await bury(objects, letter, damage, undefined);
  await objects.delete(key);
  console.error({ event: 'dead_letter', message: id, code: damage.code });
}

function noteOf({ key }: ParkedBatch): string {
  return replayingPrefix + key.slice(parkedPrefix.length);
}
