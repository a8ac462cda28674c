import type { ReactNode } from 'react';

/** A link to the web, and of any other kind its words and where it would lead. */
export function Reference({ target, children }: { target: string; children: ReactNode }) {
  if (!/^https?:\/\//i.test(target)) {
    return (
      <span>
        {children} <span className="text-quiet">({target.slice(0, 120)})</span>
      </span>
    );
  }
  return (
    <a
      href={target}
      title={target}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent underline"
    >
      {children}
    </a>
  );
}
