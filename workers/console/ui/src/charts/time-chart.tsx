import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { bucketName } from '../format/times.ts';
import { useColours } from '../theme.ts';
import { type Bucket, bucketEnd } from './buckets.ts';
import { type ChartPoint, type Drawn, dataOf, optionsOf } from './time-chart-options.ts';
import { TimeChartTooltip } from './time-chart-tooltip.tsx';

export interface TimeSeries {
  name: string;
  /** By bucket; null is unknown and leaves a gap. */
  values: readonly (number | null)[];
  /** CSS variable of its colour. */
  colour: string;
}

export interface Span {
  /** Unix ms; `to` is excluded. */
  from: number;
  to: number;
}

export interface TimeChartProps {
  /** What the chart is of, for who cannot see it. */
  name: string;
  /** When the buckets begin, Unix ms. */
  starts: readonly number[];
  bucket: Bucket;
  zone: string;
  /** What was asked for: a bucket that reaches beyond is hatched, it is not complete. So is one of bars of which nothing is known. */
  range: Span;
  /** Bars stand on each other; lines do not. */
  kind: 'bars' | 'lines';
  series: readonly TimeSeries[];
  /** The whole of the period before, by bucket: a thin grey line. */
  previous?: { name: string; values: readonly (number | null)[] } | undefined;
  format: (value: number) => string;
  /** Of the axis, shorter; by default as `format`. */
  tick?: (value: number) => string;
  height?: number;
  selected?: Span | undefined;
  /** Undefined clears. */
  onSelect?: (span: Span | undefined) => void;
  onZoomOut?: () => void;
}

/**
 * What happened when. All charts of a page share one crosshair. Dragging selects whole buckets, as the arrow keys do with Shift; Escape
 * clears, a double click or `-` zooms out.
 */
export function TimeChart(props: TimeChartProps) {
  const { name, starts, bucket, zone, kind, series, previous, format, height = 300, selected, onSelect } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const ends = useMemo(() => endsOf(starts, bucket, zone), [starts, bucket, zone]);
  const latest = useRef<Drawn>({ ...props, ends });
  latest.current = { ...props, ends };
  const [point, setPoint] = useState<ChartPoint>();
  /** Where the crosshair was last: a pointer that leaves takes it away, and keys go on from there. */
  const at = useRef<number>(undefined);
  if (point) at.current = point.index;
  /** Where a selection by keys began. */
  const anchor = useRef<number>(undefined);
  const colours = useColours();
  const look = series.map(({ name, colour }) => `${name} ${colour}`).join('\n');

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const options = optionsOf(latest, colours, { width: element.clientWidth, height }, setPoint);
    const made = new uPlot(options, dataOf(latest.current), element);
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [kind, look, zone, colours, height, onSelect === undefined]);

  useEffect(() => {
    plot.current?.setData(dataOf(latest.current));
  }, [starts, series, previous]);
  useEffect(() => {
    plot.current?.redraw(false);
  }, [selected?.from, selected?.to]);

  const select = (from: number, to: number) => {
    const [first, last] = [starts[Math.min(from, to)], ends[Math.max(from, to)]];
    if (first !== undefined && last !== undefined) onSelect?.({ from: first, to: last });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && selected) {
      anchor.current = undefined;
      onSelect?.(undefined);
    } else if (event.key === '-') props.onZoomOut?.();
    else {
      const next = nextIndex(event.key, at.current ?? starts.length, starts.length);
      if (next === undefined) return;
      if (event.shiftKey) {
        anchor.current ??= at.current ?? next;
        select(anchor.current, next);
      } else anchor.current = undefined;
      at.current = next;
      plot.current?.setCursor(placeOf(plot.current, starts[next] ?? 0, ends[next] ?? 0));
    }
    event.preventDefault();
  };
  const onPointerUp = (event: PointerEvent) => {
    // A finger scrolls where it drags: it selects by tapping.
    if (event.pointerType !== 'touch' || !plot.current) return;
    const time = plot.current.posToVal(event.clientX - plot.current.over.getBoundingClientRect().left, 'x') * 1000;
    const index = starts.findLastIndex((start) => start <= time);
    select(index, index);
  };

  const summary = summaryOf(latest.current);
  return (
    <figure className="relative">
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label={`${name}. Arrow keys read it${onSelect ? ', with Shift they select' : ''}.`}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, starts.length - 1)}
        aria-valuenow={point?.index ?? 0}
        aria-valuetext={point ? describe(latest.current, point.index) : summary}
        className="time-chart w-full touch-pan-y select-none"
        style={{ height }}
        onKeyDown={onKeyDown}
        onPointerUp={onPointerUp}
        onDoubleClick={props.onZoomOut}
        onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
      />
      <figcaption className="sr-only">{summary}</figcaption>
      {point && starts[point.index] !== undefined && (
        <TimeChartTooltip
          title={bucketName(starts[point.index] ?? 0, bucket, zone)}
          at={point}
          series={series}
          previous={previous}
          sum={kind === 'bars'}
          format={format}
        />
      )}
    </figure>
  );
}

function endsOf(starts: readonly number[], bucket: Bucket, zone: string): number[] {
  return starts.map((start, i) => starts[i + 1] ?? bucketEnd(start, bucket, zone));
}

function nextIndex(key: string, at: number, length: number): number | undefined {
  const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: length - 1 }[key];
  return target === undefined ? undefined : Math.max(0, Math.min(length - 1, target));
}

function placeOf(plot: uPlot, start: number, end: number): { left: number; top: number } {
  return { left: plot.valToPos((start + end) / 2000, 'x'), top: plot.over.clientHeight / 2 };
}

/** A bucket in words. */
function describe({ starts, bucket, zone, series, format }: Drawn, index: number): string {
  const values = series.map(({ name, values }) => {
    const value = values[index] ?? null;
    return `${name} ${value === null ? 'unknown' : format(value)}`;
  });
  return `${bucketName(starts[index] ?? 0, bucket, zone)}: ${values.join(', ')}`;
}

/** The chart in words: where each series is highest. */
function summaryOf({ starts, bucket, zone, series, format }: Drawn): string {
  const highest = series.map(({ name, values }) => {
    const most = Math.max(...values.map((value) => value ?? 0));
    const start = starts[values.indexOf(most)];
    return start === undefined
      ? `${name}: none`
      : `${name}: at most ${format(most)}, ${bucketName(start, bucket, zone)}`;
  });
  return highest.join('. ');
}
