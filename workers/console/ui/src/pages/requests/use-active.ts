import { useSearch } from '@tanstack/react-router';
import { type RefObject, useMemo, useState } from 'react';
import { useKeys } from '../../components/keys.ts';
import { type Search, useChangeSearch } from '../../search.ts';
import type { Call } from './columns.tsx';
import { keyOf } from './use-calls.ts';

/** Which row is the active one, and which call is open; both follow the keys. The open one stands in the URL. */
export function useActive(calls: readonly Call[], grid: RefObject<HTMLElement | null>) {
  const { open } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const [chosen, setChosen] = useState<string>();
  const places = useMemo(() => new Map(calls.map((call, index) => [keyOf(call), index])), [calls]);
  const known = chosen === undefined ? undefined : places.get(chosen);
  const active = known ?? (open === undefined ? -1 : calls.findIndex(({ request_id }) => request_id === open));
  const choose = (index: number, opens: boolean) => {
    const call = calls[index];
    if (!call) return;
    setChosen(keyOf(call));
    if (opens && call.request_id !== open) change({ open: call.request_id }, { replace: open !== undefined });
  };
  const move = (to: number) => choose(Math.min(Math.max(to, 0), calls.length - 1), open !== undefined);
  const close = () => {
    change({ open: undefined }, { replace: true });
    grid.current?.focus({ preventScroll: true });
  };
  /** Keys that mean something else elsewhere, such as in the panel. */
  const here = (act: () => void) => (event: KeyboardEvent) => {
    if (event.target !== document.body && event.target !== grid.current) return;
    event.preventDefault();
    act();
  };
  useKeys({
    j: () => move(active + 1),
    k: () => move(active - 1),
    ArrowDown: here(() => move(active + 1)),
    ArrowUp: here(() => move(active - 1)),
    Home: here(() => move(0)),
    End: here(() => move(calls.length - 1)),
    Enter: here(() => choose(active, true)),
    Escape: () => (open === undefined ? setChosen(undefined) : close()),
  });
  return { active, open, openAt: (index: number) => choose(index, true), close };
}
