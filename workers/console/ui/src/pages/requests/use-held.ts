import { type RefObject, useEffect, useState } from 'react';
import { useStable } from '../../components/use-stable.ts';
import { type Call, lineHeight } from './columns.tsx';

/** Those that landed: shown at once while the top of the list is in sight, held back while it is not, so that nothing jumps. */
export function useHeld(
  landed: readonly Call[],
  scroller: RefObject<HTMLElement | null>,
): { shown: readonly Call[]; held: number; release: () => void } {
  const [seen, setSeen] = useState(0);
  const look = useStable(() => {
    const atTop = (scroller.current?.scrollTop ?? 0) < lineHeight;
    if (atTop || landed.length < seen) setSeen(landed.length);
  });
  useEffect(look, [landed]);
  useEffect(() => {
    const { current } = scroller;
    current?.addEventListener('scroll', look, { passive: true });
    return () => current?.removeEventListener('scroll', look);
  }, [scroller, look]);
  const held = Math.max(0, landed.length - seen);
  return {
    shown: landed.slice(held),
    held,
    release: () => {
      scroller.current?.scrollTo({ top: 0 });
      setSeen(landed.length);
    },
  };
}
