import type { Operator } from './operators.ts';

/** What a condition compares with: text, a number (USD, ms, tokens), a truth, or a time in ISO 8601. */
export type FilterValue = string | number | boolean;

/**
 * Compares one field of a call. A field that has no value for a call (a null column, a property that is not there) meets no condition,
 * and so meets the `not` of each.
 */
export interface Condition {
  field: string;
  op: Operator;
  /** Several for `in`; none for `exists`. */
  value?: FilterValue | readonly FilterValue[];
}

/** Finds text in the bodies of calls, whatever the case of A to Z. */
export interface TextSearch {
  text: string;
  in: TextPlace;
}

export const textPlaces = ['any', 'request', 'response'] as const;
export type TextPlace = (typeof textPlaces)[number];

/** Which calls are meant. `{ and: [] }` means all of them. */
export type Filter = { and: readonly Filter[] } | { or: readonly Filter[] } | { not: Filter } | Condition | TextSearch;

export const everything: Filter = { and: [] };

/** The searches for text in a filter, wherever they stand in it. */
export function searchesOf(filter: Filter): TextSearch[] {
  if ('and' in filter) return filter.and.flatMap(searchesOf);
  if ('or' in filter) return filter.or.flatMap(searchesOf);
  if ('not' in filter) return searchesOf(filter.not);
  return 'text' in filter ? [filter] : [];
}

/** What a filter may be at most. */
export const filterLimits = {
  /** How deep `and`, `or`, `not` may stand in each other. */
  depth: 20,
  /** Conditions and searches together. */
  conditions: 100,
  /** Searches for text: each looks through the bodies. */
  searches: 20,
  /** Values of one `in`. */
  values: 1000,
  /** Characters of one value. */
  value: 2000,
  /** Characters of a filter that is written as a line. */
  line: 50_000,
} as const;
