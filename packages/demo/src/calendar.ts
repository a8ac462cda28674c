import type { Random } from './random.ts';

const hour = 3_600_000;
const day = 24 * hour;
const historyDays = 30;

/** When something happens: how likely each hour of a local day is, and a day of the weekend beside a working day. */
export interface Rhythm {
  hours: readonly number[];
  weekend: number;
}

/** Shopping: mornings, a lunch break, and the sofa in the evening. */
export const customers: Rhythm = {
  hours: [2, 1, 1, 0, 0, 1, 3, 6, 9, 11, 12, 12, 13, 11, 10, 10, 11, 12, 13, 15, 16, 13, 8, 4],
  weekend: 0.72,
};

export const office: Rhythm = {
  hours: [0, 0, 0, 0, 0, 0, 1, 4, 10, 14, 15, 13, 6, 12, 14, 13, 10, 6, 2, 1, 1, 0, 0, 0],
  weekend: 0.06,
};

/** A job that begins at two in the morning and takes about an hour. */
export const night: Rhythm = { hours: [0, 0, 1, 0.15], weekend: 1 };

/** The business grows by this over the days of the history. */
const growth = 1.7;

/**
 * A moment of the history at which something begins.
 *
 * @param until the end of the history, Unix ms
 * @param offset local time less UTC, in hours
 */
export function moment(random: Random, until: number, { hours, weekend }: Rhythm, offset: number): number {
  const today = Math.floor(until / day) * day;
  const days = Array.from({ length: historyDays + 1 }, (_, index) => {
    const start = today - (historyDays - index) * day;
    const weekday = new Date(start).getUTCDay();
    // No two weeks are alike: each day has some weather of its own.
    const weather = 0.9 + 0.2 * Math.abs(Math.sin(start / day));
    return [growth ** (index / historyDays) * (weekday % 6 === 0 ? weekend : 1) * weather, start] as const;
  });
  const from = until - historyDays * day;
  for (;;) {
    const start = random.weighted(days);
    const local = random.weighted(hours.map((weight, index) => [weight, index] as const));
    const time = start + (local - offset) * hour + random.integer(0, hour - 1);
    if (time >= from && time < until) return time;
  }
}
