import type { ReactNode } from 'react';
import { share } from '../format/numbers.ts';

export interface Bar {
  /** What it stands for, as text; '' for what has none. */
  name: string;
  label?: ReactNode;
  value: number;
  shown: string;
  title?: string;
  /** CSS variable of its colour; by default the accent. */
  colour?: string;
  /** A click filters; with Alt held, excludes. Without it, the bar is no button: “other”. */
  onChoose?: (exclude: boolean) => void;
}

/** Names by size: a bar, the value and its share of the whole. */
export function RankedBars({ bars, total }: { bars: readonly Bar[]; total?: number }) {
  const most = Math.max(...bars.map(({ value }) => value), 0);
  return (
    <ol className="space-y-px text-13">
      {bars.map(({ name, label, value, shown, title, colour = 'accent', onChoose }) => {
        const content = (
          <>
            <span
              aria-hidden
              className="absolute inset-y-0.5 left-0 rounded-sm opacity-16"
              style={{
                width: `${most === 0 ? 0 : Math.max(0.5, (100 * value) / most)}%`,
                background: `var(--${colour})`,
              }}
            />
            <span className="relative min-w-0 flex-1 truncate pl-2">{label ?? (name || '–')}</span>
            <span className="relative whitespace-nowrap pr-1 text-right tabular-nums">{shown}</span>
            {total !== undefined && (
              <span className="relative w-12 whitespace-nowrap text-right text-12 text-quiet tabular-nums">
                {total === 0 || value === 0 ? '' : share(value / total)}
              </span>
            )}
          </>
        );
        const look = 'relative flex h-7 w-full items-center gap-2 rounded-sm pr-1.5 text-left';
        return (
          <li key={name} title={onChoose ? undefined : title}>
            {onChoose ? (
              <button
                type="button"
                className={`${look} hover:bg-hover`}
                title={[title, 'Click to filter, with Alt to exclude'].filter(Boolean).join('\n')}
                onClick={(event) => onChoose(event.altKey)}
              >
                {content}
              </button>
            ) : (
              <div className={`${look} text-quiet`}>{content}</div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
