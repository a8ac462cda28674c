import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { keepRange } from '../router.tsx';

/** On top of a page about one thing: the way back to the list stands where the list's range does. */
export function BackBar({ to, name, children }: { to: string; name: string; children?: ReactNode }) {
  return (
    <header className="sticky top-0 z-20 -mx-4 mb-4 flex items-center gap-3 border-line border-b bg-paper px-4 py-3 sm:-mx-6 sm:px-6">
      <nav aria-label="Back">
        <Link
          to={to}
          search={keepRange}
          className="inline-flex h-8 items-center gap-1.5 text-13 text-quiet hover:text-ink"
        >
          <ArrowLeft size={14} aria-hidden />
          {name}
        </Link>
      </nav>
      {children}
    </header>
  );
}
