import type { Part } from '../../charts/split-series.ts';
import { numberOf } from '../../format/fields.ts';
import { type Measure, nameOfOne } from './measures.ts';
import type { useOverTime } from './questions.ts';

type OverTime = NonNullable<ReturnType<typeof useOverTime>['data']>;

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
