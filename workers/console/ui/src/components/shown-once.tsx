import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

/** A secret that nobody can show again. @param children what to know of it */
export function ShownOnce({ name, text, children }: { name: string; text: string; children: ReactNode }) {
  return (
    <div role="status" className="my-3 rounded border border-accent bg-accent-soft p-3 text-13">
      <p>{children}</p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <input
          aria-label={name}
          readOnly
          value={text}
          className="h-8 min-w-0 flex-1 basis-72 rounded border border-line bg-raised px-2.5 font-mono text-12"
          onFocus={({ target }) => target.select()}
        />
        <CopyButton look="strong" text={text}>
          Copy
        </CopyButton>
      </div>
    </div>
  );
}
