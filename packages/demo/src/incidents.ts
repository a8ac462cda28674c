/** A time from and up to, in Unix ms. */
export interface Span {
  from: number;
  to: number;
}

/** What went wrong in the made-up shop, to be found in its calls. */
export interface Incidents {
  /** A prompt version that sends the whole help centre with every message, and begins with the time, which no cache survives. */
  expensivePrompt: Span;
  /** Anthropic is overloaded and answers 529, and 429 to those who try again. */
  overload: Span;
}

const hour = 3_600_000;
const day = 24 * hour;

/** @param until the end of the history, Unix ms */
export function incidentsOf(until: number): Incidents {
  const expensive = workday(until, 9);
  const overloaded = workday(until, 4);
  return {
    expensivePrompt: { from: expensive + 7.25 * hour, to: expensive + 18.5 * hour },
    overload: { from: overloaded + 13.2 * hour, to: overloaded + 13.2 * hour + 40 * 60_000 },
  };
}

export function isWithin({ from, to }: Span, time: number): boolean {
  return time >= from && time < to;
}

/** Midnight, UTC, of the first day from Monday to Friday that lies at least so many days before. */
function workday(until: number, daysBefore: number): number {
  const midnight = Math.floor(until / day) * day - daysBefore * day;
  const weekday = new Date(midnight).getUTCDay();
  return midnight - (weekday === 0 ? 2 : weekday === 6 ? 1 : 0) * day;
}
