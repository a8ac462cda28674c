import { useEffect } from 'react';

/** Escape, unless it means something else: it closes what is open, and ends typing. */
export function useEscape(act: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      const open = document.querySelector(':popover-open, dialog[open]') !== null;
      if (event.key === 'Escape' && !event.defaultPrevented && !typing && !open) act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
