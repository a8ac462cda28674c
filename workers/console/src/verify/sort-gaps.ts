import type { Gap } from '@tallystick/clickhouse';
import type { KnownMessages, Whereabouts } from './known-messages.ts';

/** Numbers of messages that are nowhere to be found, and the gap that they are in, some of which may be found. */
export interface GoneRun {
  first: number;
  last: number;
  gap: Gap;
}

/** Messages that are no rows, by where they are. */
export interface SortedGaps {
  gone: GoneRun[];
  /** How many are where. `on_their_way` are too fresh to be missed. */
  counts: Record<Whereabouts | 'gone' | 'on_their_way', number>;
}

/** Tells apart what is gone from what is somewhere else, or may still be under way. */
export function sortGaps(gaps: readonly Gap[], known: KnownMessages['byIsolate']): SortedGaps {
  const counts: SortedGaps['counts'] = { gone: 0, on_their_way: 0, spilled: 0, parked: 0, dead: 0 };
  const gone: GoneRun[] = [];
  for (const gap of gaps) {
    const found = [...(known.get(gap.isolate_id) ?? [])]
      .filter(([number]) => number >= gap.first && number <= gap.last)
      .sort(([a], [b]) => a - b);
    let from = gap.first;
    for (const [number, where] of [...found, [gap.last + 1, undefined] as const]) {
      if (where !== undefined) counts[where] += 1;
      if (number > from) {
        counts[gap.fresh ? 'on_their_way' : 'gone'] += number - from;
        if (!gap.fresh) gone.push({ first: from, last: number - 1, gap });
      }
      from = number + 1;
    }
  }
  return { gone, counts };
}
