import { type BodyLocation, type ClickHouse, findBodyLocations } from '@tallystick/clickhouse';
import { decodeFrame, frameLimit, placeInName, Rejection, sendPointer } from '@tallystick/delivery';
import { isComplete } from '@tallystick/log';
import { codeOf } from './outage.ts';
import { replayingPrefix } from './replay-parked.ts';

/** What sweeping needs of the world. */
export interface Sweep {
  objects: R2Bucket;
  calls: Queue;
  clickhouse: ClickHouse;
  /** For how many days bodies in R2 are kept, counted as ClickHouse counts them; 0 for good. */
  keptDays: number;
  /** When the sweep ends, wherever it is. Unix ms */
  until: number;
}

export interface Swept {
  /** Messages sent again. */
  sent: number;
  /** Objects removed. */
  removed: number;
}

const prefix = 'messages/';
const dayMs = 86_400_000;

/** A queue keeps a message for 14 days at most: one that points to an older object has come, or comes no more. */
const sweptDays = 15;

/** What is younger may still be on its way. ms */
const settledAfter = 6 * 3_600_000;

/**
 * Compares the objects under `messages/` with the rows: one of the last days whose row does not exist, or lacks its bodies, is sent again;
 * one whose row keeps its bodies elsewhere goes, and so does one of a day that is past retention. When ClickHouse does not answer, nothing is
 * removed.
 *
 * @throws ClickHouseError
 */
export async function sweepObjects(sweep: Sweep): Promise<Swept> {
  const swept: Swept = { sent: 0, removed: 0 };
  const now = Date.now();
  // A day is past retention when its last moment is.
  const isExpired = (day: number) => sweep.keptDays > 0 && now - day > (sweep.keptDays + 1) * dayMs;
  const days = await daysOf(sweep.objects);
  const looked = days.filter((day) => !isExpired(day) && now - day < sweptDays * dayMs);
  for (const day of looked) await sweepDay(day, now, sweep, swept);
  for (const day of days.filter(isExpired)) swept.removed += await removeAll(folderOf(day), sweep);
  await removeAll(replayingPrefix, sweep, now - dayMs);
  return swept;
}

/** The days that have objects, oldest first, each as the Unix ms of its beginning. */
async function daysOf(objects: R2Bucket): Promise<number[]> {
  const days: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await objects.list({ prefix, delimiter: '/', ...(cursor === undefined ? {} : { cursor }) });
    for (const folder of page.delimitedPrefixes) days.push(Date.parse(folder.slice(prefix.length, -1)));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return days.filter((time) => !Number.isNaN(time)).sort((a, b) => a - b);
}

function folderOf(day: number): string {
  return `${prefix}${new Date(day).toISOString().slice(0, 10)}/`;
}

async function* pagesOf(folder: string, { objects, until }: Sweep): AsyncGenerator<R2Object[]> {
  let cursor: string | undefined;
  do {
    const page = await objects.list({ prefix: folder, ...(cursor === undefined ? {} : { cursor }) });
    if (page.objects.length > 0) yield page.objects;
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined && Date.now() <= until);
}

interface Kept {
  key: string;
  size: number;
  organisation: string;
  isolate_id: string;
  isolate_seq: number;
}

async function sweepDay(day: number, now: number, sweep: Sweep, swept: Swept): Promise<void> {
  for await (const page of pagesOf(folderOf(day), sweep)) {
    const kept = page.filter(({ uploaded }) => now - uploaded.getTime() > settledAfter).flatMap(keptOf);
    if (kept.length === 0) continue;
    const rows = await findBodyLocations(sweep.clickhouse, {
      organisations: [...new Set(kept.map(({ organisation }) => organisation))],
      from: day,
      to: day + dayMs,
      messages: kept,
    });
    const rowOf = new Map(rows.map((row) => [placeOf(row), row]));
    const orphans: string[] = [];
    for (const object of kept) {
      const row = rowOf.get(placeOf(object));
      if (row && !belongs(row)) orphans.push(object.key);
      else if ((!row || !isComplete(row.version)) && (await sendAgain(object, sweep))) swept.sent += 1;
    }
    if (orphans.length > 0) await sweep.objects.delete(orphans);
    swept.removed += orphans.length;
  }
}

/** Whether an object is where the bodies of a row stand, or what the row still lacks: its tokens, where no body is to be kept. */
function belongs({ body_location, version, is_deleted }: BodyLocation): boolean {
  return !is_deleted && (body_location === 'r2' || !isComplete(version));
}

function placeOf({ isolate_id, isolate_seq }: { isolate_id: string; isolate_seq: number }): string {
  return `${isolate_id.toLowerCase()}-${isolate_seq}`;
}

/** What the key of an object says: `messages/<day>/<organisation>/<isolate>-<number>`. */
function keptOf({ key, size }: R2Object): Kept[] {
  const place = placeInName(key);
  const organisation = key.split('/')[2];
  return place && organisation !== undefined ? [{ key, size, organisation, ...place }] : [];
}

/** @returns false for an object that cannot be read, or is gone */
async function sendAgain({ key, size }: Kept, { objects, calls }: Sweep): Promise<boolean> {
  try {
    if (size > frameLimit) throw new Rejection('too_large', 'the frame is larger than is read');
    const object = await objects.get(key);
    if (!object) return false;
    const { call } = await decodeFrame(new Uint8Array(await object.arrayBuffer()));
    await sendPointer(call, calls);
    return true;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    // It stays until it is past retention.
    console.error({ event: 'object_without_row', key, code: codeOf(error) });
    return false;
  }
}

/** Removes the objects of a folder. @param before only those that were put before, in Unix ms */
async function removeAll(folder: string, sweep: Sweep, before = Number.POSITIVE_INFINITY): Promise<number> {
  let removed = 0;
  for await (const page of pagesOf(folder, sweep)) {
    const keys = page.filter(({ uploaded }) => uploaded.getTime() < before).map(({ key }) => key);
    if (keys.length > 0) await sweep.objects.delete(keys);
    removed += keys.length;
  }
  return removed;
}
