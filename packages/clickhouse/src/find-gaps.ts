import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import type { ClickHouse } from './client.ts';

/** A run of numbers of one isolate of which no row exists, tombstones counting as rows. */
const gapSchema = z.object({
  isolate_id: z.string(),
  first: z.int(),
  last: z.int(),
  /** The run may have been sent after `settled`. */
  fresh: z.boolean(),
});
export type Gap = z.infer<typeof gapSchema>;

export interface GapsOptions {
  /** Unix ms: messages sent before are not looked for. */
  since: number;
  /** Unix ms: a gap that may be of a message sent after this time is `fresh`. */
  settled: number;
  /** The most gaps to answer; the oldest numbers of each isolate go first. */
  limit: number;
}

/**
 * Rows of calls that ended since a time; a call that took longer than an hour is found by its isolate's others. A call that was
 * logged without the proxy is no part of an isolate's sequence: its id, a UUIDv8, is made of the call, and its number is 1.
 */
const recent = `
  created_at >= {since:DateTime64(3, 'UTC')} - INTERVAL 1 HOUR
  AND responded_at >= {since:DateTime64(3, 'UTC')}
  AND substring(toString(isolate_id), 15, 1) != '8'`;

/**
 * Finds the numbers that are missing between 1 and the highest of each isolate that has logged since a time, over all
 * organisations: an isolate serves many, and numbers its messages for all of them together.
 *
 * Numbers rise with the time at which messages are sent, right after calls have ended. An isolate may have begun long before, so
 * the isolates are found by the rows since that time, and their numbers are read from the whole table. What was sent since then
 * begins with the first number whose call ended since then, or with the gap before it.
 *
 * Three bitmaps hold the numbers of an isolate, themselves and shifted by one each way: what follows a number and is missing
 * begins a gap, what precedes one and is missing ends it. A bitmap of few numbers does not give them in order.
 */
export function findGaps(clickhouse: ClickHouse, { since, settled, limit }: GapsOptions): Promise<Gap[]> {
  return clickhouse.query(
    gapSchema,
    `SELECT
       isolate_id,
       gap.1 AS first,
       gap.2 AS last,
       toBool(first_fresh > 0 AND gap.2 + 1 >= first_fresh) AS fresh
     FROM
     (
       SELECT
         isolate_id,
         groupBitmapState(toUInt64(isolate_seq)) AS present,
         groupBitmapState(toUInt64(isolate_seq) + 1) AS following,
         groupBitmapState(toUInt64(isolate_seq - 1)) AS preceding,
         max(isolate_seq) AS highest,
         minIf(isolate_seq, responded_at >= {since:DateTime64(3, 'UTC')}) AS first_since,
         minIf(isolate_seq, responded_at >= {settled:DateTime64(3, 'UTC')}) AS first_fresh,
         arrayZip(
           arrayConcat(
             if(bitmapContains(present, 1), [], [1]),
             arraySort(arrayFilter(n -> n <= highest, bitmapToArray(bitmapAndnot(following, present))))
           ),
           arraySort(arrayFilter(n -> n > 0, bitmapToArray(bitmapAndnot(preceding, present))))
         ) AS gaps
       FROM requests
       WHERE isolate_id IN (
         SELECT isolate_id FROM requests WHERE ${recent} GROUP BY isolate_id HAVING groupBitmap(isolate_seq) < max(isolate_seq)
       )
       GROUP BY isolate_id
     )
     ARRAY JOIN gaps AS gap
     WHERE gap.2 + 1 >= first_since
     ORDER BY isolate_id, first
     LIMIT {limit:UInt32}`,
    { since: clickhouseTime(since), settled: clickhouseTime(settled), limit },
  );
}

/** How many isolates have logged since a time, and how many of their messages from since then are rows. @param since Unix ms */
export async function countMessages(
  clickhouse: ClickHouse,
  since: number,
): Promise<{ isolates: number; messages: number }> {
  const [counts] = await clickhouse.query(
    z.object({ isolates: z.int(), messages: z.int() }),
    `SELECT count() AS isolates, sum(messages) AS messages
     FROM (SELECT groupBitmap(isolate_seq) AS messages FROM requests WHERE ${recent} GROUP BY isolate_id)`,
    { since: clickhouseTime(since) },
  );
  return counts ?? { isolates: 0, messages: 0 };
}

const placeSchema = z.object({ isolate_id: z.string(), isolate_seq: z.int(), responded_at: z.int() });

/**
 * When the calls next to gaps had ended: between these times the missing ones were sent.
 *
 * @returns Unix ms, by `isolate/number`
 */
export async function timesBeside(clickhouse: ClickHouse, gaps: readonly Gap[]): Promise<ReadonlyMap<string, number>> {
  if (gaps.length === 0) return new Map();
  const rows = await clickhouse.query(
    placeSchema,
    `SELECT isolate_id, isolate_seq, toUnixTimestamp64Milli(max(responded_at)) AS responded_at
     FROM requests
     WHERE isolate_id IN {isolates:Array(UUID)} AND isolate_seq IN {numbers:Array(UInt32)}
     GROUP BY isolate_id, isolate_seq`,
    {
      isolates: [...new Set(gaps.map(({ isolate_id }) => isolate_id))],
      numbers: [...new Set(gaps.flatMap(({ first, last }) => [first - 1, last + 1]))],
    },
  );
  return new Map(
    rows.map(({ isolate_id, isolate_seq, responded_at }) => [`${isolate_id}/${isolate_seq}`, responded_at]),
  );
}
