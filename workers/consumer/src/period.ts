import type { Period } from './handlers/authenticate.ts';

const day = 86_400_000;

/** Clocks of edges and callers may be ahead by this. Ms. */
const clockSkew = 300_000;

/** No call that an edge has seen is older; months before would only be partitions of ClickHouse for clocks gone wrong. */
const earliest = Date.UTC(2020, 0);

/**
 * Which times of calls are taken, given for how many days rows are kept: '0' for good.
 *
 * @throws RangeError when that is no whole number: to guess could lose calls, or keep them for longer than was promised
 */
export function periodOf(keptDays: string): (now: number) => Period {
  if (!/^\d{1,6}$/.test(keptDays)) throw new RangeError('REQUESTS_TTL_DAYS must be a whole number of days, 0 for good');
  const kept = Number(keptDays) * day;
  return (now) => ({ from: Math.max(earliest, kept > 0 ? now - kept : 0), to: now + clockSkew });
}
