import { expect, it } from 'vitest';
import { bucketEnd, bucketFor } from './buckets.ts';

const hour = 3_600_000;
const day = 24 * hour;

it.each([
  [15 * 60_000, '1m'],
  [hour, '1m'],
  [6 * hour, '5m'],
  [day, '15m'],
  [7 * day, '6h'],
  [30 * day, '6h'],
  [90 * day, '1d'],
  [730 * day, '1w'],
  [20 * 365 * day, '1M'],
])('shows %d ms in no more than 120 buckets, as fine as can be: %s', (length, bucket) => {
  expect(bucketFor(length)).toBe(bucket);
});

it.each([
  ['an hour', '1h', '2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'],
  ['a day', '1d', '2026-11-20T23:00:00Z', '2026-11-21T23:00:00Z'],
  ['a day of 25 hours', '1d', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ['a day of 23 hours', '1d', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['a week with a changed clock', '1w', '2026-10-18T22:00:00Z', '2026-10-25T23:00:00Z'],
  ['a month', '1M', '2026-10-31T23:00:00Z', '2026-11-30T23:00:00Z'],
] as const)('ends %s where the clocks of the zone say so', (_, bucket, start, end) => {
  expect(new Date(bucketEnd(Date.parse(start), bucket, 'Europe/Berlin')).toISOString()).toBe(
    new Date(end).toISOString(),
  );
});
