import uPlot from 'uplot';
import { axisTime } from '../format/times.ts';
import { stacked } from './stacked.ts';
import type { Span, TimeChartProps } from './time-chart.tsx';

/** What the chart draws; `ends` of the buckets, Unix ms. */
export type Drawn = TimeChartProps & { ends: readonly number[] };

/** The bucket under the crosshair; places in CSS pixels of the whole chart. */
export interface ChartPoint {
  index: number;
  left: number;
  width: number;
}

/** x is the middle of each bucket, in seconds; then come the period before and the series. */
export function dataOf({ starts, ends, kind, series, previous }: Drawn): uPlot.AlignedData {
  const middles = starts.map((start, i) => (start + (ends[i] ?? start)) / 2000);
  const values = series.map(({ values }) => [...values]);
  return [
    middles,
    previous ? [...previous.values] : starts.map(() => null),
    ...(kind === 'lines' ? values : stacked(values)),
  ];
}

/** CSS pixels, of the values beside the chart. */
const axisWidth = 48;

export function optionsOf(
  latest: { readonly current: Drawn },
  colours: (name: string) => string,
  size: { width: number; height: number },
  onPoint: (point: ChartPoint | undefined) => void,
): uPlot.Options {
  const { kind, series, zone, onSelect } = latest.current;
  const font = '11px "Inter Variable", sans-serif';
  const axis = { stroke: colours('quiet'), font, ticks: { show: false } };
  return {
    ...size,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
    cursor: {
      sync: { key: 'page' },
      y: false,
      points: { show: kind === 'lines' },
      drag: { x: onSelect !== undefined, y: false, setScale: false, dist: 4 },
    },
    scales: {
      x: { time: true, range: () => rangeOf(latest.current) },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.06 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        space: 72,
        values: (u, splits, _, __, step) =>
          splits.map((seconds) => {
            const place = u.valToPos(seconds, 'x');
            // At an edge a name would be cut off.
            const fits = place > -16 && place < u.over.clientWidth - 16;
            return fits ? axisTime(seconds * 1000, step * 1000, zone) : '';
          }),
      },
      {
        ...axis,
        grid: { stroke: colours('line'), width: 1 },
        size: axisWidth,
        space: 52,
        values: (_, values) => values.map((value) => (latest.current.tick ?? latest.current.format)(value)),
      },
    ],
    series: [
      {},
      { stroke: colours('other'), width: 1.25, points: { show: false } },
      ...(kind === 'bars' ? series.toReversed() : series).map(({ colour }): uPlot.Series => {
        const paint = colours(colour);
        return kind === 'bars'
          ? {
              fill: paint,
              width: 0,
              points: { show: false },
              paths: (u, i, first, last) => bars(u, i, first, last, latest.current),
            }
          : { stroke: paint, width: 1.75, points: { show: false, size: 4, fill: paint, filter: alone } };
      }),
    ],
    hooks: {
      drawClear: [
        (u) => {
          for (const part of unknownOf(latest.current)) hatch(u, part, colours('line'));
          shade(u, latest.current.selected, colours('accent-soft'), colours('accent'));
        },
      ],
      draw: [
        (u) => {
          for (const part of incompleteOf(latest.current)) hatch(u, part, colours('paper'));
        },
      ],
      setCursor: [
        (u) => {
          const { left } = u.cursor;
          const out = left === undefined || left < 0;
          onPoint(out ? undefined : { index: bucketAt(u, left), left: left + u.over.offsetLeft, width: u.width });
        },
      ],
      setSelect: [
        (u) => {
          const { left, width } = u.select;
          if (width < 4) return;
          const { starts, ends, onSelect } = latest.current;
          const [from, to] = [starts[bucketAt(u, left)], ends[bucketAt(u, left + width - 1)]];
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (from !== undefined && to !== undefined) onSelect?.({ from, to });
        },
      ],
    },
  };

  /** The bucket at a place: the last that begins before it. */
  function bucketAt(u: uPlot, left: number): number {
    const time = u.posToVal(left, 'x') * 1000;
    return Math.max(
      0,
      latest.current.starts.findLastIndex((start) => start <= time),
    );
  }
}

/** Seconds. */
function rangeOf({ starts, ends }: Drawn): [number, number] {
  return [(starts[0] ?? 0) / 1000, (ends.at(-1) ?? 1) / 1000];
}

/** A bar from the ground up in each bucket, with a little room between them. */
function bars(u: uPlot, series: number, first: number, last: number, { starts, ends }: Drawn): uPlot.Series.Paths {
  const fill = new Path2D();
  const ground = u.valToPos(0, 'y', true);
  for (let i = first; i <= last; i++) {
    const value = u.data[series]?.[i];
    if (!value) continue;
    const { left, width } = placeOf(u, { from: starts[i] ?? 0, to: ends[i] ?? 0 });
    const room = Math.max(1, Math.round(width * 0.14));
    const top = u.valToPos(value, 'y', true);
    fill.rect(left + room / 2, top, Math.max(1, width - room), ground - top);
  }
  return { fill };
}

/** Points with a gap on either side, which no line leads to. */
function alone(u: uPlot, series: number): number[] {
  const values = u.data[series] ?? [];
  const known = (i: number) => values[i] !== null && values[i] !== undefined;
  return Array.from(values.keys()).filter((i) => known(i) && !known(i - 1) && !known(i + 1));
}

/** Canvas pixels. */
function placeOf(u: uPlot, { from, to }: Span): { left: number; width: number } {
  const inside = (place: number) => Math.min(Math.max(place, u.bbox.left), u.bbox.left + u.bbox.width);
  const left = inside(Math.round(u.valToPos(from / 1000, 'x', true)));
  return { left, width: inside(Math.round(u.valToPos(to / 1000, 'x', true))) - left };
}

function shade(u: uPlot, span: Span | undefined, soft: string, edge: string): void {
  if (!span) return;
  const { left, width } = placeOf(u, span);
  const thick = Math.round(devicePixelRatio);
  u.ctx.fillStyle = soft;
  u.ctx.fillRect(left, u.bbox.top, width, u.bbox.height);
  u.ctx.fillStyle = edge;
  for (const x of [left, left + width - thick]) u.ctx.fillRect(x, u.bbox.top, thick, u.bbox.height);
}

/** The buckets of which only a part was asked for, or has been: at most the first and the last. */
function incompleteOf({ starts, ends, range }: Drawn): Span[] {
  return starts
    .map((from, i) => ({ from, to: ends[i] ?? from }))
    .filter(({ from, to }) => from < range.from || to > range.to);
}

/** The buckets of bars of which nothing is known: without a mark they would look like nothing. Lines have a gap there. */
function unknownOf({ kind, starts, ends, series }: Drawn): Span[] {
  const whole = stacked(series.map(({ values }) => values))[0];
  if (kind === 'lines' || !whole) return [];
  return starts.map((from, i) => ({ from, to: ends[i] ?? from })).filter((_, i) => whole[i] == null);
}

/** Stripes: of the ground's colour over what is not complete, of a line's where nothing is known. */
function hatch(u: uPlot, span: Span, colour: string): void {
  const { left, width } = placeOf(u, span);
  const { ctx } = u;
  const { top, height } = u.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.beginPath();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2 * devicePixelRatio;
  for (let offset = -height; offset < width; offset += 6 * devicePixelRatio) {
    ctx.moveTo(left + offset, top + height);
    ctx.lineTo(left + offset + height, top);
  }
  ctx.stroke();
  ctx.restore();
}
