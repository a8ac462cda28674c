import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { keepRange } from '../../router.tsx';
import { RequestView } from './request-view.tsx';

/** A call as a page of its own: the way back to the list stands where the list's range does. */
export function Request() {
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <>
      <nav
        aria-label="Back"
        className="sticky top-0 z-20 -mx-4 mb-4 flex items-center gap-3 border-line border-b bg-paper px-4 py-3 sm:-mx-6 sm:px-6"
      >
        <Link
          to="/requests"
          search={keepRange}
          className="inline-flex h-8 items-center gap-1.5 text-13 text-quiet hover:text-ink"
        >
          <ArrowLeft size={14} aria-hidden />
          Requests
        </Link>
        <span className="truncate font-mono text-12 text-quiet max-sm:hidden">{id}</span>
      </nav>
      <RequestView id={id} />
    </>
  );
}
