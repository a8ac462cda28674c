import type { ReactNode } from 'react';

/** Names with their values, one beneath the other. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-13">{children}</dl>;
}

export function Fact({ name, title, children }: { name: string; title?: string | undefined; children: ReactNode }) {
  return (
    <>
      <dt className="whitespace-nowrap text-quiet">{name}</dt>
      <dd className="min-w-0 text-right [overflow-wrap:anywhere]" title={title}>
        {children}
      </dd>
    </>
  );
}
