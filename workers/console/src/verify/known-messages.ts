import {
  deadPrefix,
  listDeadLetters,
  listParked,
  listSpilled,
  type Place,
  Rejection,
  readBacklog,
  readParkedHead,
} from '@tallystick/delivery';
import type { Queues } from '../services.ts';

/** Where messages are that are no rows yet, as far as it could be found out. */
export interface KnownMessages {
  /** By isolate: the numbers of its messages that were found. */
  byIsolate: ReadonlyMap<string, ReadonlySet<number>>;
  /** How many were found where. */
  counts: { spilled: number; parked: number; dead: number };
  /** Unix ms: what was sent before is in no queue and in no parked batch that was not read. */
  handledUntil: number;
  queued: number;
  /** Dead letters that do not say which message they are: any gap may be one of them. */
  nameless: number;
  /** What was not read: a message may be there. */
  unread: string[];
}

/** How much of each kind is read at most. Beyond, times alone tell what may be under way. */
const spillLimit = 10_000;
const parkedLimit = 1_000;
const headLimit = 500;
const letterLimit = 20_000;
/** A Worker waits for six connections at once: https://developers.cloudflare.com/workers/platform/limits/ */
const readsAtOnce = 6;

/**
 * Finds the messages on their way, place by place in the order in which they pass, so that one that moves on meanwhile is met
 * further on.
 *
 * @param since Unix ms: dead letters of days before are not looked at
 * @param now Unix ms
 */
export async function findKnownMessages(
  objects: R2Bucket,
  queues: Queues,
  since: number,
  now: number,
): Promise<KnownMessages> {
  const found = new Map<string, Set<number>>();
  const note = ({ isolate_id, isolate_seq }: Partial<Place>): boolean => {
    if (isolate_id === undefined || isolate_seq === undefined) return false;
    found.set(isolate_id, (found.get(isolate_id) ?? new Set()).add(isolate_seq));
    return true;
  };
  const unread: string[] = [];

  const spilled = await collect(spillLimit, async (cursor) => {
    const page = await listSpilled(objects, cursor);
    return { found: page.spilled, cursor: page.cursor };
  });
  for (const message of spilled.found) note(message);
  if (spilled.more) unread.push(`more than ${spillLimit} messages are spilled`);

  const backlog = await readBacklog(queues.calls, queues.alone, queues.dead);
  const parked = await collect(parkedLimit, async (cursor) => {
    const page = await listParked(objects, cursor);
    return { found: page.batches, cursor: page.cursor };
  });
  if (parked.more) unread.push(`more than ${parkedLimit} batches are parked`);
  for (let at = 0; at < Math.min(parked.found.length, headLimit); at += readsAtOnce) {
    const keys = parked.found.slice(at, at + readsAtOnce).map(({ key }) => key);
    for (const messages of await Promise.all(keys.map((key) => messagesIn(objects, key, unread)))) {
      for (const message of messages) note(message);
    }
  }
  const oldestUnread = parked.found.slice(headLimit).map(({ oldest }) => oldest);

  let nameless = 0;
  const firstDay = new Date(since).toISOString().slice(0, 10);
  const letters = await collect(letterLimit, async (cursor) => {
    const page = await listDeadLetters(objects, { cursor: cursor.cursor ?? `${deadPrefix}${firstDay}` });
    return { found: page.letters, cursor: page.cursor };
  });
  for (const letter of letters.found) if (!note(letter)) nameless += 1;
  if (letters.more) unread.push(`there are more than ${letterLimit} dead letters`);
  // What is replayed meanwhile goes the other way: from R2 back to a queue that was empty when it was asked.
  const replayed = await readBacklog(queues.calls, queues.alone, queues.dead);

  return {
    byIsolate: found,
    counts: {
      spilled: spilled.found.length,
      parked: parked.found.reduce((sum, { messages }) => sum + messages, 0),
      dead: letters.found.length,
    },
    handledUntil: Math.min(now, backlog.oldest ?? now, ...oldestUnread),
    queued: Math.max(backlog.messages, replayed.messages),
    nameless,
    unread,
  };
}

/** Reads pages until there are no more, or there are enough. */
async function collect<T>(
  limit: number,
  page: (cursor: { cursor?: string }) => Promise<{ found: T[]; cursor?: string | undefined }>,
): Promise<{ found: T[]; more: boolean }> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const next = await page(cursor === undefined ? {} : { cursor });
    all.push(...next.found);
    cursor = next.cursor;
  } while (cursor !== undefined && all.length < limit);
  return { found: all, more: cursor !== undefined };
}

async function messagesIn(objects: R2Bucket, key: string, unread: string[]): Promise<Partial<Place>[]> {
  try {
    return (await readParkedHead(objects, key))?.messages ?? [];
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    unread.push(`${key} is damaged`);
    return [];
  }
}
