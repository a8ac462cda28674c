import type { ReactNode } from 'react';

/** On top of a page that is about no range of calls. */
export function PageTitle({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <header className="flex min-h-14 flex-wrap items-center justify-between gap-3 py-3">
      <h1 className="font-semibold text-20">{children}</h1>
      {aside}
    </header>
  );
}
