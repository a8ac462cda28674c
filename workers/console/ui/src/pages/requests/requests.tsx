import { ArrowUp, Download } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { MenuItem } from '../../components/popover.tsx';
import { useStable } from '../../components/use-stable.ts';
import { count } from '../../format/numbers.ts';
import { PageBar } from '../../frame/page-bar.tsx';
import { useChangeSearch, useNarrow, useRange } from '../../search.ts';
import { CallTable } from './call-table.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { End } from './end.tsx';
import { Panel } from './panel.tsx';
import { TailState } from './tail-state.tsx';
import { useActive } from './use-active.ts';
import { askedOf, keyOf, useCalls, useSort } from './use-calls.ts';
import { useColumns } from './use-columns.ts';
import { useHeld } from './use-held.ts';
import { useTail } from './use-tail.ts';

const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }));

/** More that landed are asked for again with the list, which has them page by page. */
const mostLanded = 5_000;

/** Every call: the list, what lands, and the one that is open beside them. */
export function Requests() {
  const { from, to, zone, filter, live } = useRange();
  const change = useChangeSearch();
  const narrow = useNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const [exporting, setExporting] = useState(false);
  const [round, setRound] = useState(0);
  const { layout, standard, choose } = useColumns();
  const asked = askedOf(layout.columns);
  const sort = useSort();
  const possible = to === undefined && sort.field === 'created_at' && sort.direction === 'desc';
  const tail = useTail(live && possible, asked);
  const question = useCalls(asked, round);
  const { shown, held, release } = useHeld(tail.landed, scroller);
  const pages = question.data?.pages;
  const calls = useMemo(() => {
    const landed = new Set(shown.map(keyOf));
    return [...shown, ...(pages ?? []).flatMap(({ data }) => data).filter((call) => !landed.has(keyOf(call)))];
  }, [shown, pages]);
  const { active, open, openAt, close } = useActive(calls, grid);

  // Between the list's question and the stream's first moment calls may have landed.
  const followed = tail.state === 'opening' ? undefined : tail.state === 'off' ? 'off' : 'on';
  useEffect(() => {
    if (followed === 'on') setRound((before) => before + 1);
  }, [followed]);
  const { landed, clear } = tail;
  useEffect(() => {
    if (landed.length <= mostLanded) return;
    clear();
    setRound((before) => before + 1);
  }, [landed, clear]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [from, to, filter, sort.field, sort.direction]);

  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = question;
  // Another one once a page is there, so that the next is asked for where that brought no call.
  const more = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  return (
    <div className="-mb-24 flex h-dvh flex-col max-sm:pb-12 sm:-mb-12">
      <PageBar
        title="Requests"
        again={pages?.[0]?.again.curl}
        menu={(closeMenu) => (
          <MenuItem
            onClick={() => {
              closeMenu();
              setExporting(true);
            }}
          >
            <Download size={14} aria-hidden />
            Export …
          </MenuItem>
        )}
      />
      <div className="-mt-3 mb-1 flex min-h-8 items-center justify-between gap-3 text-12 text-quiet">
        {/* Once for each question: not the count of every page that is scrolled to, and of every call that lands. */}
        <p role="status" className="sr-only">
          {pages?.[0] && `${count(pages[0].data.length)}${pages[0].next_cursor === null ? '' : ' or more'} found`}
        </p>
        <p className="flex min-w-0 items-center gap-2">
          {question.isSuccess && !question.isPlaceholderData && (
            <span className="whitespace-nowrap">
              {count(calls.length)}
              {hasNextPage && '+'} {calls.length === 1 ? 'request' : 'requests'}
            </span>
          )}
          <span aria-live="polite" className="flex min-w-0 items-center gap-2">
            {live && <TailState tail={tail} possible={possible} />}
          </span>
        </p>
        <ColumnMenu chosen={layout.columns.map(({ name }) => name)} standard={standard} onChoose={choose} />
      </div>
      <div className="relative flex min-h-0 flex-1">
        <div className="relative flex min-w-0 flex-1 flex-col">
          <CallTable
            scroller={scroller}
            grid={grid}
            calls={calls}
            layout={layout}
            zone={zone}
            sort={sort}
            onSort={({ field, direction }) => change({ sort: `${field}:${direction}` }, { replace: true })}
            active={active}
            complete={question.isSuccess && !hasNextPage}
            onNearEnd={more}
            onOpen={useStable(openAt)}
            onNarrow={useStable((condition, exclude) => {
              narrow(condition, exclude);
              // What was clicked may go with its row.
              grid.current?.focus({ preventScroll: true });
            })}
            dimmed={question.isPlaceholderData}
            end={<End question={question} none={calls.length === 0} />}
          />
          {held > 0 && (
            <button
              type="button"
              className="absolute top-10 left-1/2 z-20 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full bg-accent px-3 text-13 text-on-accent shadow"
              onClick={release}
            >
              <ArrowUp size={14} aria-hidden /> {count(held)} new
            </button>
          )}
        </div>
        {open !== undefined && <Panel id={open} onClose={close} />}
      </div>
      <Suspense>
        {exporting && <ExportDialog columns={asked.columns ?? []} onClose={() => setExporting(false)} />}
      </Suspense>
    </div>
  );
}
