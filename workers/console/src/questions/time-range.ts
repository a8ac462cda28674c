import { z } from '@hono/zod-openapi';
import { clockSkew, earliestCall } from '@tallystick/log';
import { ApiError } from '../api-error.ts';

/** Milliseconds. */
const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const agoPattern = /^(\d{1,6})([mhdw])$/;
const isoTime = z.iso.datetime({ offset: true });
const isoDate = z.iso.date();

/** A moment: a time, a date (its first moment in UTC), or how long ago. */
export const momentSchema = z
  .string()
  .refine((text) => agoPattern.test(text) || isoTime.safeParse(text).success || isoDate.safeParse(text).success, {
    error: 'must be a time like 2030-01-31T08:00:00Z, a date like 2030-01-31, or how long ago, like 30m, 24h, 7d, 4w',
  });

/** Unix ms; `to` is excluded. */
export interface TimeRange {
  from: number;
  to: number;
}

/**
 * @param from by default the earliest call that there may be
 * @param to by default the latest
 * @throws ApiError when nothing lies between
 */
export function timeRange(from: string | undefined, to: string | undefined, now: number): TimeRange {
  const latest = now + clockSkew;
  const range = {
    from: Math.max(from === undefined ? earliestCall : moment(from, now), earliestCall),
    to: Math.min(to === undefined ? latest : moment(to, now), latest),
  };
  if (range.from < range.to) return range;
  throw new ApiError(
    'invalid',
    `from: no time lies between ${new Date(range.from).toISOString()} and ${new Date(range.to).toISOString()}`,
  );
}

function moment(text: string, now: number): number {
  const [, count, unit] = agoPattern.exec(text) ?? [];
  return count === undefined ? Date.parse(text) : now - Number(count) * units[unit as keyof typeof units];
}
