import { dateAndTime, inUtc, moment } from '../format/times.ts';
import { useRange } from '../search.ts';

/** A time in the zone that the page is read in, in UTC for whoever hovers. @param whole with its date, also within the last hour */
export function Moment({ at, whole = false, className }: { at: string; whole?: boolean; className?: string }) {
  const { zone } = useRange();
  return (
    <time dateTime={at} title={inUtc(at)} className={className}>
      {whole ? dateAndTime(at, zone) : moment(at, zone)}
    </time>
  );
}
