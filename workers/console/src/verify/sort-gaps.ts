import type { Gap } from '@tallystick/clickhouse';
import type { KnownMessages } from './known-messages.ts';

/** Numbers of messages that are nowhere to be found, and the gap that they are in, some of which may be found. */
export interface GoneRun {
  first: number;
  last: number;
  gap: Gap;
}

/** Missing messages that were not found. */
export interface SortedGaps {
  gone: GoneRun[];
  /** How many messages are gone, and how many are too fresh to be missed. */
  counts: { gone: number; on_their_way: number };
}

/** Tells apart what is gone from what is somewhere else, or may still be under way. */
export function sortGaps(gaps: readonly Gap[], known: KnownMessages['byIsolate']): SortedGaps {
  const counts = { gone: 0, on_their_way: 0 };
  const gone: GoneRun[] = [];
  for (const gap of gaps) {
    const found = [...(known.get(gap.isolate_id) ?? [])]
      .filter((number) => number >= gap.first && number <= gap.last)
      .sort((a, b) => a - b);
    let from = gap.first;
    for (const number of [...found, gap.last + 1]) {
      if (number > from) {
        counts[gap.fresh ? 'on_their_way' : 'gone'] += number - from;
        if (!gap.fresh) gone.push({ first: from, last: number - 1, gap });
      }
      from = number + 1;
    }
  }
  return { gone, counts };
}
