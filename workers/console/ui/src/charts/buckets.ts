import { toLocal, toUtc } from '../frame/local-time.ts';

/** The API's buckets of time with their lengths, ms; of those from a day on by the calendar, this is what they mostly are. */
const lengths = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '1d': 86_400_000,
  '1w': 604_800_000,
  '1M': 2_592_000_000,
} as const;
export type Bucket = keyof typeof lengths;

/** More bars than that are no longer told apart on a small screen. */
const mostBuckets = 120;

/** The finest bucket that a span of time is shown in. @param length ms */
export function bucketFor(length: number): Bucket {
  const sizes = Object.keys(lengths) as Bucket[];
  return sizes.find((size) => length / lengths[size] <= mostBuckets) ?? '1M';
}

/** Where a bucket ends, Unix ms: those longer than an hour by the clocks of the zone. @param start Unix ms */
export function bucketEnd(start: number, bucket: Bucket, zone: string): number {
  if (lengths[bucket] <= lengths['1h']) return start + lengths[bucket];
  const local = new Date(`${toLocal(new Date(start).toISOString(), zone)}Z`);
  if (bucket === '1M') local.setUTCMonth(local.getUTCMonth() + 1);
  else local.setTime(local.getTime() + lengths[bucket]);
  return Date.parse(toUtc(local.toISOString().slice(0, 16), zone));
}

/** `per 6 hours`, for a title. */
export const perBucket: Record<Bucket, string> = {
  '1m': 'per minute',
  '5m': 'per 5 minutes',
  '15m': 'per 15 minutes',
  '1h': 'per hour',
  '6h': 'per 6 hours',
  '1d': 'per day',
  '1w': 'per week',
  '1M': 'per month',
};
