/** A span of time, Unix ms. */
export interface Span {
  from: number;
  to: number;
}

interface Mark {
  /** Share of the width, 0 to 1. */
  place: number;
  at: number;
}

export interface Scale {
  /** Share of the width at which a moment lies, 0 to 1. */
  place: (at: number) => number;
  marks: readonly Mark[];
  /** Times in which nothing ran, drawn shorter than they were: where, and how long they were. ms */
  gaps: readonly { from: number; to: number; length: number }[];
}

/** The share of all gaps together where they are drawn shorter, at most. */
const gapShare = 0.3;
const gapWidth = 0.04;

/** Times in which anything ran, in their order, each apart from the next. */
function busySpans(spans: readonly Span[]): Span[] {
  const busy: Span[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = busy.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else busy.push({ from, to });
  }
  return busy;
}

const lengthOf = (spans: readonly Span[]) => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** How much of the time nothing ran, 0 to 1. */
export function idleShare(spans: readonly Span[]): number {
  const busy = busySpans(spans);
  const whole = (busy.at(-1)?.to ?? 0) - (busy[0]?.from ?? 0);
  return whole <= 0 ? 0 : 1 - lengthOf(busy) / whole;
}

/** Time as it was. */
export function linearScale(spans: readonly Span[], mostMarks = 6): Scale {
  const from = Math.min(...spans.map((span) => span.from));
  const length = Math.max(1, Math.max(...spans.map(({ to }) => to)) - from);
  const place = (at: number) => (at - from) / length;
  const step = markStep(length, mostMarks);
  const marks = Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => from + i * step);
  return { place, marks: marks.map((at) => ({ at, place: place(at) })), gaps: [] };
}

/** Time in which anything ran as it was; longer times in which nothing did have all the same small width. */
export function shortenedScale(spans: readonly Span[], mostMarks = 6): Scale {
  const busy = busySpans(spans);
  const whole = Math.max(1, lengthOf(busy));
  // A pause that is short beside what ran is worth its own length.
  const parts: Span[] = [];
  for (const span of busy) {
    const last = parts.at(-1);
    if (last && span.from - last.to < whole * gapWidth) last.to = span.to;
    else parts.push({ ...span });
  }
  const ran = Math.max(1, lengthOf(parts));
  const pauses = parts.length - 1;
  const pause = pauses === 0 ? 0 : Math.min(gapWidth, gapShare / pauses);
  const room = 1 - pause * pauses;
  let left = 0;
  const placed = parts.map((span) => {
    const start = left;
    const end = start + ((span.to - span.from) / ran) * room;
    left = end + pause;
    return { ...span, start, end };
  });
  const place = (at: number) => {
    const part = placed.findLast(({ from }) => from <= at) ?? placed[0];
    if (!part) return 0;
    const length = Math.max(1, part.to - part.from);
    return part.start + Math.max(0, Math.min(1, (at - part.from) / length)) * (part.end - part.start);
  };
  const apart = 1 / mostMarks;
  const marks: Mark[] = [];
  for (const { from, start } of placed)
    if (start - (marks.at(-1)?.place ?? -1) >= apart) marks.push({ at: from, place: start });
  const gaps = placed.slice(1).map(({ from, start }, i) => {
    const before = placed[i];
    return { from: before?.end ?? 0, to: start, length: from - (before?.to ?? from) };
  });
  return { place, marks, gaps };
}

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 6, 12, 24, 48, 168].map((hours) => hours * 3_600_000),
];

function markStep(length: number, most: number): number {
  const weeks = steps.at(-1) ?? 1;
  return steps.find((step) => length / step <= most) ?? Math.ceil(length / most / weeks) * weeks;
}
