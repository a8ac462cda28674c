import { type RefObject, useEffect } from 'react';
import { useMedia } from './use-media.ts';

/**
 * What covers the page while a media query holds has the focus, and what lies behind cannot be reached; the focus goes back afterwards.
 *
 * @param within a selector of what is covered: what stands beside it can be reached still
 */
export function useCover(ref: RefObject<HTMLElement | null>, query: string, within: string): void {
  const covers = useMedia(query);
  useEffect(() => {
    const cover = ref.current;
    if (!covers || !cover) return;
    const before = document.activeElement;
    const behind = aroundOf(cover, within).filter((element) => !element.inert);
    for (const element of behind) element.inert = true;
    cover.focus({ preventScroll: true });
    return () => {
      for (const element of behind) element.inert = false;
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [covers, ref, within]);
}

/** All that stands beside an element or beside what it stands in. */
function aroundOf(element: HTMLElement, within: string): HTMLElement[] {
  const { parentElement: parent } = element;
  if (!parent || element.matches(within)) return [];
  const beside = [...parent.children].filter((one) => one instanceof HTMLElement && one !== element);
  return [...(beside as HTMLElement[]), ...aroundOf(parent, within)];
}
