import { duration } from '../../format/times.ts';
import type { Scale } from './scale.ts';

/** How long after the beginning. @param from Unix ms */
export function Axis({ scale, from }: { scale: Scale; from: number }) {
  return (
    <span className="relative block h-full max-sm:hidden">
      {scale.marks.map(({ at, place }) => (
        <span
          key={at}
          className="absolute top-1/2 -translate-y-1/2 whitespace-nowrap"
          style={place > 0.9 ? { right: `${100 - place * 100}%` } : { left: `${place * 100}%` }}
        >
          {at === from ? '0' : `+${duration(at - from).replace('.00', '')}`}
        </span>
      ))}
    </span>
  );
}

/** Lines at the marks, and shaded pauses that are drawn shorter than they were. */
export function Grid({ scale }: { scale: Scale }) {
  return (
    <>
      {scale.marks.map(({ at, place }) => (
        <i key={at} className="absolute inset-y-0 w-px bg-line" style={{ left: `${place * 100}%` }} />
      ))}
      {scale.gaps.map(({ from, to, length }) => (
        <i
          key={from}
          title={`A pause of ${duration(length)}`}
          className="absolute inset-y-0 bg-hover"
          style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
        />
      ))}
    </>
  );
}
