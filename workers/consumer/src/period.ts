import { clockSkew, earliestCall } from '@tallystick/log';
import type { Period } from './handlers/authenticate.ts';

const day = 86_400_000;

/**
 * Which times of calls are taken, given for how many days rows are kept: '0' for good.
 *
 * @throws RangeError when that is no whole number: to guess could lose calls, or keep them for longer than was promised
 */
export function periodOf(requestsDays: string): (now: number) => Period {
  const kept = wholeDays('REQUESTS_TTL_DAYS', requestsDays) * day;
  return (now) => ({ from: Math.max(earliestCall, kept > 0 ? now - kept : 0), to: now + clockSkew });
}

/**
 * For how many days bodies in R2 are kept, 0 for good: no longer than bodies, nor than the facts they belong to.
 *
 * @throws RangeError as above
 */
export function objectsKeptDays(requestsDays: string, bodiesDays: string): number {
  const limits = [wholeDays('REQUESTS_TTL_DAYS', requestsDays), wholeDays('BODIES_TTL_DAYS', bodiesDays)];
  const set = limits.filter((days) => days > 0);
  return set.length === 0 ? 0 : Math.min(...set);
}

function wholeDays(name: string, value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new RangeError(`${name} must be a whole number of days, 0 for good`);
  return Number(value);
}
