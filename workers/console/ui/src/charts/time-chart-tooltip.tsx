import { unknown } from '../format/money.ts';
import type { TimeChartProps } from './time-chart.tsx';
import type { ChartPoint } from './time-chart-options.ts';

/** What a bucket holds, the largest first. */
export function TimeChartTooltip({
  title,
  at,
  series,
  previous,
  sum,
  format,
}: Pick<TimeChartProps, 'series' | 'previous' | 'format'> & { title: string; at: ChartPoint; sum: boolean }) {
  const valueAt = (values: readonly (number | null)[]) => values[at.index] ?? null;
  const shown = series
    .map(({ name, colour, values }) => ({ name, colour, value: valueAt(values) }))
    // Of parts of a sum, nothing is not worth a line.
    .filter(({ value }) => !sum || series.length === 1 || value !== 0)
    .toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1));
  const known = shown.flatMap(({ value }) => value ?? []);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-2 z-10 min-w-36 max-w-[calc(100%-4.5rem)] rounded border border-line bg-raised px-2.5 py-1.5 text-12 shadow-md"
      style={at.left > at.width / 2 ? { right: at.width - at.left + 12 } : { left: at.left + 12 }}
    >
      <div className="mb-0.5 whitespace-nowrap text-quiet">{title}</div>
      {shown.map(({ name, colour, value }) => (
        <Line key={name} name={name} value={value === null ? unknown : format(value)}>
          <i className="size-2 shrink-0 rounded-sm" style={{ background: `var(--${colour})` }} />
        </Line>
      ))}
      {sum && shown.length > 1 && (
        <div className="mt-0.5 border-line border-t pt-0.5">
          <Line name="All" value={known.length === 0 ? unknown : format(known.reduce((all, one) => all + one))} />
        </div>
      )}
      {previous && (
        <div className="text-quiet">
          <Line
            name={previous.name}
            value={valueAt(previous.values) === null ? unknown : format(valueAt(previous.values) ?? 0)}
          >
            <i className="h-px w-2 shrink-0 bg-quiet" />
          </Line>
        </div>
      )}
    </div>
  );
}

function Line({ name, value, children }: { name: string; value: string; children?: React.ReactNode }) {
  return (
    <div className="flex items-center gap-2">
      {children}
      <span className="max-w-44 truncate">{name}</span>
      <span className="ml-auto whitespace-nowrap pl-2 font-medium">{value}</span>
    </div>
  );
}
