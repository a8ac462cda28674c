import { agoPattern } from '@tallystick/client/routes';
import { clockSkew, earliestCall } from '@tallystick/log';
import { ApiError } from '../api-error.ts';

/** Milliseconds. */
const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
/** Unix ms; `to` is excluded. */
export interface TimeRange {
  from: number;
  to: number;
}

/**
 * @param from by default the earliest call that there may be
 * @param to by default now, and a little for clocks that are ahead
 * @throws ApiError when nothing lies between
 */
export function timeRange(from: string | undefined, to: string | undefined, now: number): TimeRange {
  const range = {
    from: from === undefined ? earliestCall : moment(from, now),
    to: to === undefined ? now + clockSkew : moment(to, now),
  };
  if (range.from < range.to) return range;
  throw new ApiError(
    'invalid',
    `from: no time lies between ${new Date(range.from).toISOString()} and ${new Date(range.to).toISOString()}`,
  );
}

/** ClickHouse's times end not long after. Unix ms */
const latestMoment = Date.UTC(2200, 0);

/** The moment that a text which `momentSchema` takes means. Unix ms. */
export function moment(text: string, now: number): number {
  const [, count, unit] = agoPattern.exec(text) ?? [];
  const time = count === undefined ? Date.parse(text) : now - Number(count) * units[unit as keyof typeof units];
  return Math.min(Math.max(time, earliestCall), latestMoment);
}
