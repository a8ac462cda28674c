import type { ReactNode } from 'react';

/** A list, and beside it what is chosen there; where there is no room for both, that alone. */
export function SplitView({ list, detail }: { list: ReactNode; detail: ReactNode }) {
  const open = Boolean(detail);
  return (
    <div className={open ? 'grid gap-x-8 lg:grid-cols-[minmax(19rem,2fr)_minmax(0,3fr)]' : ''}>
      <div className={`min-w-0 ${open ? 'max-lg:hidden' : ''}`}>{list}</div>
      {detail}
    </div>
  );
}
