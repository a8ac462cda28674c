import { TallyError } from '@tallystick/client';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

/** A question as TanStack Query has it, of one answer or of pages. */
interface Question<Answer> {
  data: Answer | undefined;
  error: Error | null;
  isPlaceholderData: boolean;
  refetch: () => unknown;
}

/** What a question's answer becomes: a skeleton until the first one, dimmed while the next is on its way, an error with what to do. */
export function Answered<Answer>({
  question,
  skeleton = <Skeleton rows={5} />,
  empty,
  children,
}: {
  question: Question<Answer>;
  skeleton?: ReactNode;
  /** Shown instead of an answer that it takes for empty. */
  empty?: { of: (answer: Answer) => boolean; words: ReactNode };
  children: (answer: Answer) => ReactNode;
}) {
  const { data, error, isPlaceholderData, refetch } = question;
  if (error && data === undefined) return <ErrorState error={error} again={() => refetch()} />;
  if (data === undefined) return skeleton;
  return (
    <div
      className={`transition-opacity duration-150 ${isPlaceholderData ? 'opacity-55' : ''}`}
      aria-busy={isPlaceholderData}
    >
      {error && <Notice>{messageOf(error)} What is shown is older.</Notice>}
      {empty?.of(data) ? <Empty>{empty.words}</Empty> : children(data)}
    </div>
  );
}

/** What went wrong, in the API's words, which say what to do. */
export function ErrorState({ error, again }: { error: unknown; again?: () => void }) {
  return (
    <div role="alert" className="my-4 rounded border border-line bg-bad-soft px-4 py-3 text-13">
      <p className="break-words">{messageOf(error)}</p>
      {again && (
        <Button className="mt-2" onClick={() => again()}>
          Try again
        </Button>
      )}
    </div>
  );
}

export function messageOf(error: unknown): string {
  if (error instanceof TallyError) return sentence(error.message);
  if (error instanceof TypeError && /fetch/i.test(error.message))
    return 'The console cannot be reached. Check the connection.';
  return error instanceof Error ? sentence(error.message) : String(error);
}

function sentence(words: string): string {
  const first = words.slice(0, 1).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

export function Notice({ children }: { children: ReactNode }) {
  return <p className="mb-2 rounded bg-warn-soft px-3 py-1.5 text-13">{children}</p>;
}

export function Empty({ children }: { children: ReactNode }) {
  return <div className="px-1 py-8 text-center text-13 text-quiet">{children}</div>;
}

/** Lines where words will be. */
export function Skeleton({ rows, className = '' }: { rows: number; className?: string }) {
  return (
    <div className={`animate-pulse space-y-3 py-2 ${className}`} role="status">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="h-3.5 rounded bg-line" />
      ))}
    </div>
  );
}

export function SkeletonPage() {
  return <Skeleton rows={12} className="pt-20" />;
}
