import { type Filter, printLine } from '@tallystick/filter';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { keepRangeAnd } from '../../router.tsx';
import { Button, buttonLook } from '../button.tsx';
import { useKeys } from '../keys.ts';
import { DetailFigures } from './detail-figures.tsx';
import { Top, TopErrors } from './top.tsx';
import { TopProperty } from './top-property.tsx';
import { Trend } from './trend.tsx';

/**
 * One group of calls: its figures, trend and largest parts, and the ways to its calls.
 *
 * @param calls which calls are meant
 * @param parts the fields that its cost is split by
 */
export function Detail({
  kind,
  name,
  calls,
  parts,
  onClose,
  children,
}: {
  kind: string;
  name: string;
  calls: Filter;
  parts: readonly string[];
  onClose: () => void;
  children?: ReactNode;
}) {
  const line = printLine(calls);
  const box = useRef<HTMLElement>(null);
  // Where there is no list beside it, the list may have been scrolled.
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  useKeys({ Escape: onClose });
  return (
    <section
      ref={box}
      aria-label={`${kind} ${name}`}
      className="min-w-0 scroll-mt-20 self-start lg:sticky lg:top-18 lg:max-h-[calc(100dvh-5rem)] lg:overflow-y-auto lg:border-line lg:border-l lg:pl-8"
    >
      <header className="mb-3 flex flex-wrap items-start gap-x-3 gap-y-2">
        <h2 className="min-w-0 flex-1 basis-40">
          <span className="block text-12 text-quiet">{kind}</span>
          <span className="block font-semibold text-16 [overflow-wrap:anywhere]">{name || '(empty)'}</span>
        </h2>
        <span className="flex items-center gap-2">
          <WayTo page="/requests" line={line}>
            Show requests
          </WayTo>
          <WayTo page="/" line={line}>
            Show in overview
          </WayTo>
          <Button look="bare" className="!px-1.5" aria-label={`Close ${name}`} title="Close (Esc)" onClick={onClose}>
            <X size={16} aria-hidden />
          </Button>
        </span>
      </header>
      {children}
      <DetailFigures line={line} />
      <Trend line={line} />
      <div className="mt-4 grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {parts.map((field) => (
          <Top key={field} line={line} field={field} />
        ))}
        <TopProperty line={line} />
        <TopErrors line={line} />
      </div>
    </section>
  );
}

function WayTo({ page, line, children }: { page: string; line: string; children: ReactNode }) {
  return (
    <Link to={page} search={keepRangeAnd(line)} className={buttonLook()}>
      {children}
    </Link>
  );
}
