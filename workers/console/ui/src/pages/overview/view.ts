import { useSearch } from '@tanstack/react-router';
import type { Span } from '../../charts/time-chart.tsx';
import { fields } from '../../format/fields.ts';
import type { Search } from '../../search.ts';
import { type MeasureName, measures } from './measures.ts';

/** What the overview's URL says on top of the range. */
export interface View {
  measure: MeasureName;
  /** Name of a field; '' is none. */
  split: string;
  /** Whose values one of the breakdowns shows; undefined: the page chooses. */
  property: string | undefined;
  selected: Span | undefined;
}

export function useView(): View {
  const { measure = '', split = '', property, selected } = useSearch({ strict: false }) as Search;
  const known = split.startsWith('properties.') || fields.some(({ value }) => value === split);
  return {
    measure: Object.hasOwn(measures, measure) ? (measure as MeasureName) : 'requests',
    split: known ? split : '',
    property,
    selected: selected === undefined ? undefined : readSpan(selected),
  };
}

/** `FROM..TO`, as the URL has it. */
export function printSpan({ from, to }: Span): string {
  return `${new Date(from).toISOString()}..${new Date(to).toISOString()}`;
}

function readSpan(text: string): Span | undefined {
  const [from = '', to = ''] = text.split('..');
  const span = { from: Date.parse(from), to: Date.parse(to) };
  return span.from < span.to ? span : undefined;
}
