import { coloursOf } from '../../charts/categories.ts';
import type { TimeSeries } from '../../charts/time-chart.tsx';
import { nameOfValue, numberOf, type Value } from './fields.ts';
import { type Measure, measures, nameOfOne } from './measures.ts';
import type { useOverTime, useSplitOverTime } from './questions.ts';

type OverTime = NonNullable<ReturnType<typeof useOverTime>['data']>;
type SplitOverTime = NonNullable<ReturnType<typeof useSplitOverTime>['data']>;

/** A series that stands for a group of calls; without a value for all others. */
export interface Part extends TimeSeries {
  value?: Value;
}

/** A measure of all calls by time: as one, or its quantiles. */
export function wholeSeries({ rows }: OverTime, measure: Measure): Part[] {
  const { name, of, colour = 'category-1' } = measure;
  const lines = measure.lines ?? [{ name, of, colour }];
  return lines.map((line) => ({
    name: line.name,
    colour: line.colour,
    values: rows.map(({ values }) => numberOf(values[line.of])),
  }));
}

/** The same of the period before; where there are quantiles, of the one that stands for them. */
export function previousSeries({ rows }: OverTime, measure: Measure) {
  const name = measure.lines ? `${nameOfOne(measure)}, period before` : 'Period before';
  return { name, values: rows.map(({ previous }) => numberOf(previous?.[measure.of])) };
}

/** A series for each group, in the order of the answer, and one in grey for all others. */
export function splitSeries({ rows, measureName, split }: SplitOverTime): Part[] {
  const { of }: Measure = measures[measureName];
  const groups = new Map<string, SplitOverTime['rows']>();
  for (const row of rows) {
    const key = row.other ? 'other' : JSON.stringify(Object.values(row.group));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const named = [...groups.values()].map((group) => {
    const value = Object.values(group[0]?.group ?? {})[0];
    const other = group[0]?.other === true;
    const values = group.map((row) => numberOf(row.values[of]));
    return other
      ? { name: 'All others', values, colour: 'other' }
      : { name: nameOfValue(split, value), values, value: value ?? null };
  });
  const colours = coloursOf(named.filter(({ colour }) => colour === undefined).map(({ name }) => name));
  return named.map((part) => ({ ...part, colour: part.colour ?? colours.shift() ?? 'other' }));
}
