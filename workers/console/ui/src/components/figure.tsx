import type { ReactNode } from 'react';

/**
 * One number with its name.
 *
 * @param good which direction of the change is welcome
 * @param note what else is to say about it
 * @param children its trend, beside which the change stands
 */
export function Figure({
  name,
  value,
  title,
  change,
  good,
  note,
  children,
}: {
  name: string;
  value: ReactNode;
  title?: string | undefined;
  change?: string | undefined;
  good?: 'up' | 'down' | undefined;
  note?: string | undefined;
  children?: ReactNode;
}) {
  const up = change?.startsWith('+') || change?.endsWith('×');
  const tone =
    change === undefined || change === '±0 %' || good === undefined
      ? 'text-quiet'
      : up === (good === 'up')
        ? 'text-good'
        : 'text-bad';
  const compared = change !== undefined && (
    <span className={`whitespace-nowrap text-12 ${tone}`} title="Compared with the period before">
      {change}
    </span>
  );
  return (
    <span className="block min-w-0 text-left">
      <span className="block truncate text-12 text-quiet">{name}</span>
      <span className="flex items-baseline gap-2">
        <span className="truncate font-semibold text-20 tabular-nums" title={title}>
          {value}
        </span>
        {children === undefined && compared}
      </span>
      {note !== undefined && (
        <span className="block truncate text-12 text-quiet" title={note}>
          {note || '\u00a0'}
        </span>
      )}
      {children !== undefined && (
        <span className="mt-1 flex items-end gap-2">
          <span className="min-w-0 flex-1">{children}</span>
          {compared}
        </span>
      )}
    </span>
  );
}
