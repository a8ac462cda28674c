import type { Filter } from '@tallystick/filter';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useId } from 'react';
import type { Sort } from '../../components/sort.ts';
import { CallRow } from './call-row.tsx';
import { CallTitles } from './call-titles.tsx';
import type { Call, Layout } from './columns.tsx';
import { keyOf } from './use-calls.ts';

/** How many rows before the end more are loaded. */
const ahead = 100;

/**
 * Calls, of which only those in sight are drawn. The keys are heard by the page: here a row is the active one.
 *
 * @param scroller what scrolls
 * @param grid what has the focus
 * @param end what stands below the last row
 */
export function CallTable({
  scroller,
  grid,
  calls,
  layout,
  zone,
  sort,
  onSort,
  active,
  complete,
  onNearEnd,
  onOpen,
  onNarrow,
  dimmed,
  end,
}: {
  scroller: RefObject<HTMLDivElement | null>;
  grid: RefObject<HTMLTableElement | null>;
  calls: readonly Call[];
  layout: Layout;
  zone: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** -1: none */
  active: number;
  complete: boolean;
  onNearEnd: () => void;
  onOpen: (index: number) => void;
  onNarrow: (condition: Filter, exclude: boolean) => void;
  dimmed: boolean;
  end: ReactNode;
}) {
  const id = useId();
  const virtualizer = useVirtualizer({
    count: calls.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => layout.height,
    getItemKey: (index) => keyOf(calls[index] ?? {}),
    overscan: 12,
    scrollPaddingStart: layout.height,
    // What the grid says is active must be there.
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      return active < 0 || seen.includes(active) ? seen : [...seen, active].sort((a, b) => a - b);
    },
  });
  const last = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (last >= calls.length - ahead) onNearEnd();
  }, [last, calls.length, onNearEnd]);
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [active, virtualizer]);
  useEffect(() => virtualizer.measure(), [layout.height, virtualizer]);
  return (
    <div
      ref={scroller}
      className="relative min-h-0 flex-1 overflow-auto overscroll-contain has-[table:focus-visible]:shadow-[inset_0_0_0_2px_var(--accent)]"
      style={{ '--tracks': layout.tracks } as CSSProperties}
    >
      <table
        ref={grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows can be chosen is a grid
        role="grid"
        tabIndex={0}
        aria-label="Requests"
        aria-rowcount={complete ? calls.length + 1 : -1}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-busy={dimmed}
        className="block w-max min-w-full !outline-none"
      >
        <CallTitles layout={layout} sort={sort} onSort={onSort} />
        <tbody
          className={`relative block transition-opacity duration-150 ${dimmed ? 'pointer-events-none opacity-55' : ''}`}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const call = calls[index];
            return call === undefined ? null : (
              <CallRow
                key={String(key)}
                id={`${id}-${index}`}
                call={call}
                layout={layout}
                zone={zone}
                index={index}
                start={start}
                active={index === active}
                onOpen={onOpen}
                onNarrow={onNarrow}
              />
            );
          })}
        </tbody>
      </table>
      <div className="sticky left-0">{end}</div>
    </div>
  );
}
