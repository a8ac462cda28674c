import type { TimeZone } from './time-zone.ts';

export const bucketSizes = ['1m', '5m', '15m', '1h', '6h', '1d', '1w', '1M'] as const;
export type BucketSize = (typeof bucketSizes)[number];

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

/** ms by the clock; months are counted by the calendar, and this is their least. */
export const bucketLengths: Readonly<Record<BucketSize, number>> = {
  '1m': minute,
  '5m': 5 * minute,
  '15m': 15 * minute,
  '1h': hour,
  '6h': 6 * hour,
  '1d': day,
  '1w': week,
  '1M': 28 * day,
};

/** A bucket that holds a time began no longer before it. ms */
function longest(size: BucketSize): number {
  return size === '1M' ? 33 * day : bucketLengths[size] + day;
}

/**
 * When the buckets of a span of time begin, Unix ms, in order: the first holds `from`, and may begin before it. They follow the clock
 * and the calendar of a time zone: weeks begin on Monday, and a day on which the clock is changed has 23 or 25 hours. A bucket of up to an
 * hour begins whenever the clock comes to a multiple of it, so an hour that the clock shows twice is two buckets; longer ones take it
 * in. Where a change leaves a bucket's beginning out, it begins with the change.
 */
export function bucketStarts(size: BucketSize, zone: TimeZone, from: number, to: number): number[] {
  const repeats = bucketLengths[size] <= hour;
  const starts: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const span of zone.spans(from - longest(size), to)) {
    const first = span.from + span.offset;
    let local = beginning(size, first);
    if (local < first) {
      if (local > last) {
        starts.push(span.from);
        last = local;
      }
      local = next(size, local);
    }
    for (; local - span.offset < span.to; local = next(size, local)) {
      if (local <= last && !repeats) continue;
      starts.push(local - span.offset);
      last = local;
    }
  }
  return starts.slice(starts.findLastIndex((start) => start <= from));
}

/** Where the bucket begins that holds a time. All times here are the zone's own clock, as if it were UTC. */
function beginning(size: BucketSize, local: number): number {
  switch (size) {
    case '1M': {
      const date = new Date(local);
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    }
    case '1w': {
      // The epoch was a Thursday.
      const monday = 4 * day;
      return Math.floor((local - monday) / week) * week + monday;
    }
    default:
      return Math.floor(local / bucketLengths[size]) * bucketLengths[size];
  }
}

function next(size: BucketSize, local: number): number {
  return size === '1M' ? monthsLater(local, 1) : local + bucketLengths[size];
}

/** The first of a month, some months later. */
function monthsLater(local: number, months: number): number {
  const date = new Date(local);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months);
}

/**
 * When the period before a span of time begins, which ends where the span begins: as many months or days of the zone's calendar where the span
 * is whole ones, else as many milliseconds. Unix ms.
 */
export function previousFrom(zone: TimeZone, from: number, to: number): number {
  const [first, end] = [from, to].map((time) => time + zone.offset(time)) as [number, number];
  const begins = (size: BucketSize, time: number) => bucketStarts(size, zone, time, time + 1)[0] === time;
  let found: number | undefined;
  if (begins('1M', from) && begins('1M', to)) {
    const [start, stop] = [new Date(first), new Date(end)];
    const months = (stop.getUTCFullYear() - start.getUTCFullYear()) * 12 + stop.getUTCMonth() - start.getUTCMonth();
    found = dayStart(zone, monthsLater(first, -months));
  } else if (begins('1d', from) && begins('1d', to)) {
    const days = beginning('1d', end) - beginning('1d', first);
    found = dayStart(zone, beginning('1d', first) - days);
  }
  return Math.max(0, found ?? from - (to - from));
}

/**
 * The first moment of a day of the zone's calendar, Unix ms; `undefined` for one that it leaves out.
 *
 * @param local that day's midnight in UTC, Unix ms
 */
export function dayStart(zone: TimeZone, local: number): number | undefined {
  return bucketStarts('1d', zone, local - 2 * day, local + 2 * day).find(
    (start) => beginning('1d', start + zone.offset(start)) === local,
  );
}
