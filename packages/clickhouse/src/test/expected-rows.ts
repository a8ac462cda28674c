import type { RequestRow } from '@tallystick/log';
import type { MetricsQuestion } from '../questions/metrics-question.ts';
import { bucketStarts, previousFrom } from '../questions/time-buckets.ts';
import { findTimeZone } from '../questions/time-zone.ts';
import { groupValue, metricsOf, timeOf, type Values } from './metrics-of.ts';

interface Meant extends Pick<MetricsQuestion, 'from' | 'to' | 'rankBy'> {
  names: readonly string[];
  bucket: '1h' | '6h' | '1d' | '1w' | '1M' | null;
  timeZone: string;
  top: number;
  comparePrevious: boolean;
}

/**
 * Rows of an answer to a metrics question, made without SQL.
 *
 * @param met rows that meet the filter
 * @param all every row of the organisation
 */
export function expectedRows(met: readonly RequestRow[], all: readonly RequestRow[], meant: Meant) {
  const { names, bucket, top, rankBy = 'requests' } = meant;
  const zone = findTimeZone(meant.timeZone);
  if (!zone) throw new RangeError(meant.timeZone);
  const before = previousFrom(zone, meant.from, meant.to);
  const startsOf = (start: number, end: number) => (bucket ? bucketStarts(bucket, zone, start, end) : [start]);
  const periods = [
    { from: meant.from, to: meant.to, starts: startsOf(meant.from, meant.to) },
    ...(meant.comparePrevious ? [{ from: before, to: meant.from, starts: startsOf(before, meant.from) }] : []),
  ];
  const inPeriod = (rows: readonly RequestRow[], index: number) =>
    rows.filter((row) => timeOf(row) >= (periods[index]?.from ?? Infinity) && timeOf(row) < (periods[index]?.to ?? 0));
  const keyOf = (row: RequestRow) =>
    names.map((name) => {
      const value = groupValue(row, name);
      return value === null ? '' : `${name.includes('.') ? '=' : ''}${value}`;
    });
  const relevant = periods.flatMap((_, i) => inPeriod(met, i));
  const groups = [...Map.groupBy(relevant, (row) => keyOf(row).join('\n')).entries()].map(([key, rows]) => ({
    key,
    rows,
  }));
  const rankIn = (rows: readonly RequestRow[], index: number) => {
    const those = inPeriod(rows, index);
    return those.length === 0 ? null : (metricsOf(those, all)[rankBy] ?? null);
  };
  groups.sort(
    (a, b) =>
      largestFirst(rankIn(a.rows, 0), rankIn(b.rows, 0)) ||
      largestFirst(rankIn(a.rows, 1), rankIn(b.rows, 1)) ||
      (a.key < b.key ? -1 : 1),
  );
  const shown = groups.slice(0, top).map(({ rows: [first], rows }) => ({
    group: Object.fromEntries(names.map((name) => [name, first ? groupValue(first, name) : null])),
    other: false,
    rows,
  }));
  const rest = groups.slice(top).flatMap(({ rows }) => rows);
  if (names.length === 0 && shown.length === 0) shown.push({ group: {}, other: false, rows: [] });
  if (rest.length > 0) shown.push({ group: {}, other: true, rows: rest });
  const valuesAt = (rows: readonly RequestRow[], period: number, index: number): Values | null => {
    const { starts = [], to: end = 0 } = periods[period] ?? {};
    const start = starts[index];
    if (start === undefined) return null;
    const stop = starts[index + 1] ?? end;
    const those = inPeriod(rows, period).filter((row) => timeOf(row) >= start && timeOf(row) < stop);
    return metricsOf(those, all);
  };
  return shown.flatMap(({ group, other, rows }) =>
    (periods[0]?.starts ?? []).map((start, index) => ({
      time: bucket ? new Date(start).toISOString() : null,
      group,
      other,
      values: valuesAt(rows, 0, index),
      previous: valuesAt(rows, 1, index),
    })),
  );
}

function largestFirst(a: number | string | null, b: number | string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const [x, y] = [comparable(a), comparable(b)];
  return x === y ? 0 : x < y ? 1 : -1;
}

/** Money in 1e-12 USD. */
function comparable(value: number | string): number | bigint {
  if (typeof value === 'number') return value;
  const [whole = '', part = ''] = value.split('.');
  return BigInt(whole + part.padEnd(12, '0'));
}
