import { momentOf } from '../../format/moment.ts';

type Range = {
  from: string;
  /** Absent: now. */
  to?: string | undefined;
};

const wider = ['15m', '1h', '6h', '24h', '7d', '30d', '90d'];

/** A wider range around one: the next of the usual ones, or three times as long and not beyond now. */
export function zoomedOut({ from, to }: Range, now = Date.now()): Range {
  const start = momentOf(from, now);
  if (to === undefined) return { from: wider.find((text) => momentOf(text, now) < start) ?? from, to: undefined };
  const end = momentOf(to, now);
  const length = end - start;
  return { from: new Date(start - length).toISOString(), to: new Date(Math.min(now, end + length)).toISOString() };
}
