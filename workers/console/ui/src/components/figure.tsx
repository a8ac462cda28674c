import type { ReactNode } from 'react';

/** One number with its name. @param good which direction of the change is welcome */
export function Figure({
  name,
  value,
  title,
  change,
  good,
  children,
}: {
  name: string;
  value: ReactNode;
  title?: string | undefined;
  change?: string | undefined;
  good?: 'up' | 'down';
  children?: ReactNode;
}) {
  const up = change?.startsWith('+') || change?.endsWith('×');
  const tone =
    change === undefined || change === '±0 %' || good === undefined
      ? 'text-quiet'
      : up === (good === 'up')
        ? 'text-good'
        : 'text-bad';
  return (
    <div className="min-w-0">
      <div className="truncate text-12 text-quiet">{name}</div>
      <div className="flex items-baseline gap-2">
        <span className="truncate font-semibold text-20" title={title}>
          {value}
        </span>
        {change !== undefined && (
          <span className={`whitespace-nowrap text-12 ${tone}`} title="compared with the period before">
            {change}
          </span>
        )}
      </div>
      {children}
    </div>
  );
}
