import type { ReactNode } from 'react';

/** A part of a page under its title; hairlines, no boxes. */
export function Section({
  title,
  aside,
  children,
  className = '',
}: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`min-w-0 border-line border-t pt-3 ${className}`}>
      <header className="mb-2 flex min-h-8 items-center justify-between gap-3">
        <h2 className="font-semibold text-14">{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
