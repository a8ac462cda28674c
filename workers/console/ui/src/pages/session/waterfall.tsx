import { useSearch } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Select } from '../../components/select.tsx';
import { type Search, useChangeSearch } from '../../search.ts';
import { Axis } from './axis.tsx';
import { closedAtFirst, rowsOf, type Step } from './rows.ts';
import { idleShare, linearScale, shortenedScale } from './scale.ts';
import { columns, WaterfallRow } from './waterfall-row.tsx';

/** Above it, a session is seen with its pauses drawn shorter, unless the reader wants it otherwise. */
const mostlyIdle = 0.6;

/** The calls of a session below the steps that they belong to, when they ran, and what they add up to. */
export function Waterfall({ tree }: { tree: Step }) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => closedAtFirst(tree));
  const rows = useMemo(() => rowsOf(tree, closed), [tree, closed]);
  const spans = useMemo(
    () => rowsOf(tree, new Set()).flatMap((row) => (row.kind === 'call' ? [{ from: row.from, to: row.to }] : [])),
    [tree],
  );
  const { pauses } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const idle = idleShare(spans);
  const short = pauses === undefined ? idle > mostlyIdle : pauses === 'short';
  const scale = useMemo(() => (short ? shortenedScale(spans) : linearScale(spans)), [spans, short]);
  const box = useRef<HTMLOListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(box.current?.offsetTop ?? 0), []);
  const height = window.matchMedia('(min-width: 640px)').matches ? 30 : 46;
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: 15,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  const toggle = (path: string) => {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  };
  return (
    <section aria-label="Calls" className="min-w-0 border-line border-t pt-3">
      <header className="mb-1 flex min-h-8 flex-wrap items-center gap-3">
        <h2 className="font-semibold text-14">Calls</h2>
        {idle > 0.3 && (
          <Select
            label="How pauses are drawn"
            className="ml-auto"
            value={short ? 'short' : 'long'}
            choices={[
              { value: 'short', name: 'Pauses shortened' },
              { value: 'long', name: 'Pauses as long as they were' },
            ]}
            onChoose={(value) => change({ pauses: value }, { replace: true })}
          />
        )}
      </header>
      <div className={`${columns} h-8 border-line border-b text-12 text-quiet`} aria-hidden>
        <span className="font-medium">Step</span>
        <Axis scale={scale} from={spans[0]?.from ?? 0} />
        <span className="text-right font-medium max-sm:hidden">Tokens</span>
        <span className="text-right font-medium">Cost</span>
        <span className="text-right font-medium">Adds up to</span>
      </div>
      <ol ref={box} className="relative" style={{ height: virtual.getTotalSize() }} onKeyDown={moveFocus}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={key}
                className="absolute inset-x-0 border-line border-b"
                style={{ height, transform: `translateY(${start - top}px)` }}
                aria-posinset={index + 1}
                aria-setsize={rows.length}
              >
                <WaterfallRow row={row} scale={scale} onToggle={toggle} />
              </li>
            )
          );
        })}
      </ol>
    </section>
  );
}

/** Up and down lead from line to line, left and right close and open a step. */
function moveFocus(event: KeyboardEvent<HTMLOListElement>): void {
  if (!(event.target instanceof HTMLElement)) return;
  const opened = event.target.getAttribute('aria-expanded');
  if ((event.key === 'ArrowLeft' && opened === 'true') || (event.key === 'ArrowRight' && opened === 'false')) {
    event.preventDefault();
    event.target.click();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const index = Number(event.target.closest('li')?.ariaPosInSet);
  event.currentTarget.querySelector<HTMLElement>(`li[aria-posinset="${index + step}"] > :is(a, button)`)?.focus();
}
