import { CopyButton } from './copy-button.tsx';

/** A line for a shell, to be copied. */
export function Command({ children }: { children: string }) {
  return (
    <span className="mt-1.5 flex items-center gap-2 rounded border border-line bg-raised py-0.5 pr-0.5 pl-3">
      <code className="min-w-0 flex-1 overflow-x-auto whitespace-nowrap font-mono text-12 text-ink">{children}</code>
      <CopyButton look="bare" className="!h-7" text={children}>
        <span className="sr-only">Copy the command</span>
      </CopyButton>
    </span>
  );
}
