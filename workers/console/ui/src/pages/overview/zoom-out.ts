import type { Span } from '../../charts/time-chart.tsx';
import { momentOf, type Range, type Search } from '../../search.ts';

const wider = ['15m', '1h', '6h', '24h', '7d', '30d', '90d'];

/** A wider range around the one that is looked at: the next of the usual ones, or three times as long and not beyond now. */
export function zoomedOut({ from, to }: Pick<Range, 'from' | 'to'>, now = Date.now()): Search {
  if (to === undefined) {
    const length = now - momentOf(from, now);
    const next = wider.find((text) => now - momentOf(text, now) > length * 1.01);
    return next === undefined ? {} : { from: next, to: undefined };
  }
  const span: Span = { from: momentOf(from, now), to: momentOf(to, now) };
  const length = span.to - span.from;
  const end = Math.min(now, span.to + length);
  return { from: new Date(span.from - length).toISOString(), to: new Date(end).toISOString() };
}
