import { QuestionError } from './question-error.ts';

/** What a zone's clock is ahead of UTC, ms, in a span of time in Unix ms; `to` is excluded. */
interface ZoneSpan {
  from: number;
  to: number;
  offset: number;
}

export interface TimeZone {
  name: string;
  /** ms that the zone's clock is ahead of UTC. */
  offset(time: number): number;
  /** A span of time, cut where the clock is changed. */
  spans(from: number, to: number): ZoneSpan[];
}

/** No zone changes its clock and changes it back within this. ms */
const step = 86_400_000;

/** A time zone by its name in the IANA database; `undefined` when there is none. */
export function findTimeZone(name: string): TimeZone | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  const offset = (time: number) => {
    const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day, hour, minute, second } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
  };
  return { name, offset, spans: (from, to) => spansOf(offset, from, to) };
}

/** @throws QuestionError when there is none */
export function timeZoneNamed(name: string): TimeZone {
  const zone = findTimeZone(name);
  if (zone) return zone;
  throw new QuestionError('time_zone', 'takes the IANA name of a time zone, such as Europe/Zurich or UTC');
}

function spansOf(offset: (time: number) => number, from: number, to: number): ZoneSpan[] {
  const spans: ZoneSpan[] = [];
  let span = { from, offset: offset(from) };
  for (let known = from; known < to; ) {
    const probe = Math.min(known + step, to);
    const there = offset(probe);
    if (there !== span.offset) {
      const change = changeBetween(offset, known, probe);
      spans.push({ ...span, to: change });
      span = { from: change, offset: there };
    }
    known = probe;
  }
  if (span.from < to) spans.push({ ...span, to });
  return spans;
}

/** The first moment at which the clock is no longer what it was at `before`. */
function changeBetween(offset: (time: number) => number, before: number, after: number): number {
  const was = offset(before);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === was) low = middle;
    else high = middle;
  }
  return high;
}
