import { CopyButton } from './copy-button.tsx';

/** Copies a panel's question as an API call; seen when the panel, a `group/panel`, is pointed at or focused. */
export function CopyCall({ curl }: { curl: string | undefined }) {
  if (curl === undefined) return null;
  return (
    <CopyButton
      look="bare"
      title="Copy as API call"
      className="!h-7 !px-1.5 opacity-0 focus-visible:opacity-100 group-focus-within/panel:opacity-100 group-hover/panel:opacity-100 pointer-coarse:opacity-100"
      text={curl}
    >
      <span className="sr-only">Copy as API call</span>
    </CopyButton>
  );
}
