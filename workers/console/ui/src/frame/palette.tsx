import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useKeys } from '../components/keys.ts';
import { keepRange } from '../router.tsx';
import { destinations } from './destinations.ts';

const PaletteDialog = lazy(async () => ({ default: (await import('./palette-dialog.tsx')).PaletteDialog }));
const KeysDialog = lazy(async () => ({ default: (await import('./keys-dialog.tsx')).KeysDialog }));

/** How long a `g` waits for the letter of a page. ms */
const wait = 1_000;

/** ⌘K: go anywhere; `g` and a letter: to a page; `?`: the keys. */
export function Palette() {
  const [shown, setShown] = useState<'palette' | 'keys'>();
  const navigate = useNavigate();
  const going = useRef(0);
  const go = (to: string) => (event: KeyboardEvent) => {
    if (event.timeStamp - going.current > wait) return;
    going.current = 0;
    event.preventDefault();
    void navigate({ to, search: keepRange });
  };
  useKeys({
    ...Object.fromEntries(destinations.map(({ to, key }) => [key, go(to)])),
    g: (event) => {
      going.current = event.timeStamp;
    },
    '?': () => setShown('keys'),
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setShown((before) => (before === 'palette' ? undefined : 'palette'));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const close = () => setShown(undefined);
  return (
    <Suspense>
      {shown === 'palette' && <PaletteDialog onClose={close} />}
      {shown === 'keys' && <KeysDialog onClose={close} />}
    </Suspense>
  );
}
