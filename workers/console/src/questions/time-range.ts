import { dayStart, type TimeZone } from '@tallystick/clickhouse';
import { agoPattern } from '@tallystick/client/routes';
import { clockSkew, earliestCall, latestTime } from '@tallystick/log';
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
 * @param zone of dates
 * @throws ApiError when nothing lies between
 */
export function timeRange(from: string | undefined, to: string | undefined, now: number, zone: TimeZone): TimeRange {
  const range = {
    from: from === undefined ? earliestCall : moment(from, now, zone),
    to: to === undefined ? now + clockSkew : moment(to, now, zone),
  };
  if (range.from < range.to) return range;
  throw new ApiError(
    'invalid',
    `from: no time lies between ${new Date(range.from).toISOString()} and ${new Date(range.to).toISOString()}`,
  );
}

const day = 86_400_000;

/** The moment that a text which `momentSchema` takes means; of a day that the zone left out, the one after it. Unix ms. */
export function moment(text: string, now: number, zone: TimeZone): number {
  const [, count, unit] = agoPattern.exec(text) ?? [];
  let time = Date.parse(text);
  if (count !== undefined) time = now - Number(count) * units[unit as keyof typeof units];
  else if (!text.includes('T')) time = dayStart(zone, time) ?? dayStart(zone, time + day) ?? time;
  return Math.min(Math.max(time, earliestCall), latestTime);
}
