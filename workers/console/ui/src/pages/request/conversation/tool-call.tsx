import { Wrench } from 'lucide-react';
import type { ReactNode } from 'react';
import { FoldedText } from '../../../components/text/folded-text.tsx';

/** A tool that was called, and, as children, what it answered. @param sent its arguments as the model wrote them */
export function ToolCall({
  name,
  id,
  sent,
  byProvider,
  children,
}: {
  name: string;
  id: string | undefined;
  sent: string | undefined;
  byProvider?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="rounded border border-line bg-raised px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-2">
        <Wrench size={13} className="text-quiet" aria-hidden />
        <span className="min-w-0 break-words font-medium font-mono text-13" title={id}>
          {name}
        </span>
        {byProvider && <span className="text-12 text-quiet">run by the provider</span>}
      </div>
      {sent !== undefined && sent !== '' && sent.trim() !== '{}' && (
        <div className="mt-1">
          <FoldedText text={sent} most={600} code />
        </div>
      )}
      {children}
    </div>
  );
}
