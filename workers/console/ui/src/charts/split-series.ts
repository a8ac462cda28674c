import type { MetricsAnswer } from '@tallystick/client';
import { nameOfValue, numberOf, type Value } from '../format/fields.ts';
import { coloursOf } from './categories.ts';
import type { TimeSeries } from './time-chart.tsx';

/** A series that stands for a group of calls; without a value for all others. */
export interface Part extends TimeSeries {
  value?: Value;
}

/** A measure by time: a series for each value of a field, in the order of the answer, and one in grey for all others. */
export function splitSeries(rows: MetricsAnswer['rows'], field: string, measure: string): Part[] {
  const groups = new Map<string, MetricsAnswer['rows']>();
  for (const row of rows) {
    const key = row.other ? 'other' : JSON.stringify(Object.values(row.group));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const named = [...groups.values()].map((group) => {
    const value = Object.values(group[0]?.group ?? {})[0];
    const other = group[0]?.other === true;
    const values = group.map((row) => numberOf(row.values[measure]));
    return other
      ? { name: 'All others', values, colour: 'other' }
      : { name: nameOfValue(field, value), values, value: value ?? null };
  });
  const colours = coloursOf(named.filter(({ colour }) => colour === undefined).map(({ name }) => name));
  return named.map((part) => ({ ...part, colour: part.colour ?? colours.shift() ?? 'other' }));
}
