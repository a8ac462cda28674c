import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { bucketName } from '../format/times.ts';
import { useColours } from '../theme.ts';

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
  /** When the last bucket ends, Unix ms. */
  end: number;
  /** `1h`, as the API names it. */
  bucket: string;
  zone: string;
  /** Bars stand on each other; lines do not. */
  kind: 'bars' | 'lines';
  series: readonly TimeSeries[];
  /** The whole of the period before, by bucket: a thin grey line. */
  previous?: readonly (number | null)[] | undefined;
  format: (value: number) => string;
  height?: number;
  selected?: Span | undefined;
  onSelect?: (span: Span) => void;
  onZoomOut?: () => void;
}

/** What happened when. All charts of a page share one crosshair; dragging selects whole buckets. */
export function TimeChart(props: TimeChartProps) {
  const { name, starts, end, bucket, zone, kind, series, previous, format, height = 220 } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [at, setAt] = useState<{ index: number; left: number }>();
  const colours = useColours();
  const ink = colours('quiet');
  const look = useMemo(() => series.map(({ name, colour }) => `${name} ${colour}`).join(','), [series]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = new uPlot(optionsOf(latest, colours, element.clientWidth, setAt), dataOf(latest.current), element);
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [kind, look, zone, ink, height, previous === undefined]);

  useEffect(() => {
    plot.current?.setData(dataOf(latest.current));
  }, [starts, end, series, previous]);
  useEffect(() => {
    plot.current?.redraw(false);
  }, [props.selected?.from, props.selected?.to]);

  const start = at === undefined ? undefined : starts[at.index];
  const shown =
    at === undefined
      ? []
      : series
          .map(({ name, colour, values }) => ({ name, colour, value: values[at.index] ?? null }))
          .toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1));
  return (
    <figure className="relative" aria-label={name}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for what the range picker does too */}
      <div ref={box} className="w-full" style={{ height }} onDoubleClick={props.onZoomOut} />
      {start !== undefined && at !== undefined && (
        <div
          className="pointer-events-none absolute top-2 z-10 min-w-36 rounded border border-line bg-raised px-2.5 py-1.5 text-12 shadow-md"
          style={
            at.left > (box.current?.clientWidth ?? 0) / 2
              ? { right: (box.current?.clientWidth ?? 0) - at.left + 12 }
              : { left: at.left + 12 }
          }
        >
          <div className="mb-0.5 text-quiet">{bucketName(start, bucket, zone)}</div>
          {shown.slice(0, 12).map(({ name, colour, value }) => (
            <div key={name} className="flex items-center gap-2">
              <i className="size-2 shrink-0 rounded-sm" style={{ background: `var(--${colour})` }} />
              <span className="max-w-44 flex-1 truncate">{name}</span>
              <span className="font-medium">{value === null ? '–' : format(value)}</span>
            </div>
          ))}
          {previous && (
            <div className="flex gap-2 text-quiet">
              <span className="flex-1">Period before</span>
              <span>{previous[at.index] == null ? '–' : format(previous[at.index] ?? 0)}</span>
            </div>
          )}
        </div>
      )}
    </figure>
  );
}

/** x in seconds, then the period before, then the series; bars as sums from the bottom up, the highest first so that the others stand before it. */
function dataOf({ starts, end, kind, series, previous }: TimeChartProps): uPlot.AlignedData {
  const time = [...starts, end].map((start) => start / 1000);
  const padded = (values: readonly (number | null)[]) => [...values, null];
  let sums = starts.map(() => 0);
  const lines =
    kind === 'lines'
      ? series.map(({ values }) => padded(values))
      : series
          .map(({ values }) => {
            sums = sums.map((sum, i) => sum + (values[i] ?? 0));
            return padded(sums);
          })
          .reverse();
  return [time, padded(previous ?? starts.map(() => null)), ...lines] as uPlot.AlignedData;
}

function optionsOf(
  latest: { current: TimeChartProps },
  colours: (name: string) => string,
  width: number,
  onPoint: (at: { index: number; left: number } | undefined) => void,
): uPlot.Options {
  const { kind, series, zone, height = 220, format } = latest.current;
  const [ink, line, paper, soft] = ['quiet', 'line', 'paper', 'accent-soft'].map(colours) as [
    string,
    string,
    string,
    string,
  ];
  const bars = uPlot.paths.bars?.({ size: [0.86, 60], align: 1, radius: 0.08 });
  const drawn = kind === 'bars' ? series.toReversed() : series;
  const axis = { stroke: ink, font: `11px "Inter Variable", sans-serif`, ticks: { show: false } };
  const spanX = (u: uPlot, { from, to }: Span) => {
    const [left, right] = [u.valToPos(from / 1000, 'x', true), u.valToPos(to / 1000, 'x', true)];
    return [Math.max(left, u.bbox.left), Math.min(right, u.bbox.left + u.bbox.width)] as const;
  };
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 4, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
    cursor: {
      sync: { key: 'page' },
      y: false,
      points: { show: kind === 'lines' },
      drag: { x: latest.current.onSelect !== undefined, y: false, setScale: false },
    },
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.06 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, size: 26, space: 70 },
      {
        ...axis,
        grid: { stroke: line, width: 1 },
        size: 58,
        space: 44,
        values: (_, values) => values.map((value) => format(value)),
      },
    ],
    series: [
      {},
      { stroke: ink, width: 1, points: { show: false }, alpha: latest.current.previous ? 0.8 : 0 },
      ...drawn.map(({ colour }): uPlot.Series => {
        const paint = colours(colour);
        return kind === 'bars'
          ? { fill: paint, stroke: paint, width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }
          : { stroke: paint, width: 1.6, points: { show: false } };
      }),
    ],
    hooks: {
      drawClear: [
        (u) => {
          const { selected } = latest.current;
          if (!selected) return;
          const [left, right] = spanX(u, selected);
          u.ctx.fillStyle = soft;
          u.ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
        },
      ],
      draw: [
        (u) => {
          const { starts, end } = latest.current;
          const last = starts.at(-1);
          if (last === undefined || end <= Date.now()) return;
          const [left, right] = spanX(u, { from: last, to: end });
          hatch(u.ctx, paper, left, u.bbox.top, right - left, u.bbox.height);
        },
      ],
      setCursor: [
        (u) => {
          const { idx, left } = u.cursor;
          onPoint(
            idx == null || left == null || left < 0
              ? undefined
              : { index: bucketAt(u, left), left: left + u.bbox.left / devicePixelRatio },
          );
        },
      ],
      setSelect: [
        (u) => {
          const { starts, end, onSelect } = latest.current;
          if (u.select.width < 4) return;
          const [first, final] = [bucketAt(u, u.select.left), bucketAt(u, u.select.left + u.select.width)];
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onSelect?.({ from: starts[first] ?? 0, to: starts[final + 1] ?? end });
        },
      ],
    },
  };
}

/** The bucket at a place of the chart: that which begins before it. */
function bucketAt(u: uPlot, left: number): number {
  const time = u.posToVal(left, 'x');
  const starts = u.data[0];
  let index = 0;
  while (index < starts.length - 2 && (starts[index + 1] ?? 0) <= time) index++;
  return index;
}

/** What is not complete yet is crossed out lightly. */
function hatch(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 2 * devicePixelRatio;
  const step = 6 * devicePixelRatio;
  for (let offset = -height; offset < width; offset += step) {
    context.moveTo(x + offset, y + height);
    context.lineTo(x + offset + height, y);
  }
  context.stroke();
  context.restore();
}
