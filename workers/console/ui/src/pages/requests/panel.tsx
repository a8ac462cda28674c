import { X } from 'lucide-react';
import { lazy, Suspense, useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { Skeleton } from '../../components/states.tsx';
import { useCover } from '../../components/use-cover.ts';
import { useMedia } from '../../components/use-media.ts';
import { phone } from './use-columns.ts';

const RequestView = lazy(async () => ({ default: (await import('../request/request-view.tsx')).RequestView }));

/** As below `lg` of styles.css. */
const narrow = '(width < 1100px)';

/** The call that is open: beside the list, which stays usable; where there is no room for both over it, and on a phone over all. */
export function Panel({ id, onClose }: { id: string; onClose: () => void }) {
  const panel = useRef<HTMLElement>(null);
  useCover(panel, narrow, useMedia(phone) ? 'body' : 'main');
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label="Request"
      className="flex min-h-0 flex-col border-line bg-paper outline-none max-lg:fixed max-lg:inset-0 max-lg:z-40 lg:w-[min(46rem,56%)] lg:shrink-0 lg:border-l sm:max-lg:left-14"
    >
      <header className="flex h-10 shrink-0 items-center justify-between gap-2 border-line border-b pr-1 pl-4">
        <span className="text-12 text-quiet max-sm:invisible">
          <Key>j</Key> next, <Key>k</Key> previous, <Key>Esc</Key> close
        </span>
        <Button look="bare" className="!px-1.5" aria-label="Close the request" title="Close (Esc)" onClick={onClose}>
          <X size={16} aria-hidden />
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section aria-label="What was said" tabIndex={0} className="min-h-0 flex-1 overflow-auto p-4">
        <Suspense fallback={<Skeleton rows={10} />}>
          <RequestView id={id} compact />
        </Suspense>
      </section>
    </aside>
  );
}

function Key({ children }: { children: string }) {
  return <kbd className="rounded border border-line bg-raised px-1 font-sans">{children}</kbd>;
}
