import { type Filter, printLine } from '@tallystick/filter';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { partsOf, problemOf } from './frame/filter/parts.ts';

/** What every page's URL says, and keeps from page to page: which calls are looked at. All of it is text, as it stands there. */
export interface Search {
  /** As the API takes it: `7d`, a date or a time. */
  from?: string | undefined;
  /** By default now. */
  to?: string | undefined;
  /** IANA name; by default the browser's. */
  zone?: string | undefined;
  /** A line in the language of docs/filters.md. */
  filter?: string | undefined;
  /** `on` while the page follows what lands. */
  live?: string | undefined;
  /** Whose calls, for those who are members of several. */
  organisation?: string | undefined;
  /** What belongs to one page: sort, split, measure … */
  [own: string]: string | undefined;
}

/** The texts among what a URL brings. */
export function readSearch(search: Record<string, unknown>): Search {
  const texts = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.filter(([, value]) => value !== ''));
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function printSearch(search: Record<string, unknown>): string {
  const text = new URLSearchParams(Object.entries(readSearch(search)) as [string, string][]).toString();
  return text === '' ? '' : `?${text}`;
}

/** What goes with the reader from page to page. */
export function kept({ from, to, zone, filter, live }: Search): Search {
  return readSearch({ from, to, zone, filter, live });
}

const defaultFrom = '7d';
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export interface Range {
  from: string;
  to: string | undefined;
  zone: string;
  filter: string;
  live: boolean;
}

/** Which calls the page is about. */
export function useRange(): Range {
  const { from, to, zone, filter, live } = useSearch({ strict: false }) as Search;
  return { from: from ?? defaultFrom, to, zone: zone ?? ownZone, filter: filter ?? '', live: live === 'on' };
}

/** What the URL says of what is shown of a call: `raw`, its bodies as they are. */
export function useShow(): string | undefined {
  return (useSearch({ strict: false }) as Search).show;
}

/** Changes the URL: a value of `undefined` is taken out. */
export function useChangeSearch(): (change: Search, options?: { replace?: boolean }) => void {
  const navigate = useNavigate();
  return (change, { replace = false } = {}) =>
    navigate({
      to: '.',
      search: (before: Search) => readSearch({ ...before, ...change }),
      replace,
      resetScroll: false,
    });
}

/** A filter with a condition more; what all its calls meet already is not repeated. */
export function withCondition(filter: string, condition: string): string {
  // What does not read stays as it is, for the API to say what is wrong.
  if (problemOf(filter) !== undefined) return `${filter} ${condition}`;
  const lines = [...partsOf(filter), ...partsOf(condition)].map(({ line }) => line);
  return [...new Set(lines)].join(' ');
}

/** Narrows the filter to calls that meet a condition, or leaves those out. */
export function useNarrow(): (condition: Filter, exclude: boolean) => void {
  const { filter } = useRange();
  const change = useChangeSearch();
  return (condition, exclude) =>
    change({ filter: withCondition(filter, printLine(exclude ? { not: condition } : condition)) });
}

/** That a field has a value; null and '' are none. */
export function conditionOn(field: string, value: string | number | boolean | null): Filter {
  return value === null || value === '' ? { not: { field, op: 'exists' } } : { field, op: '=', value };
}

/** A filter line for calls that have these values. */
export function conditionLine(values: Record<string, string>): string {
  return printLine({ and: Object.entries(values).map(([field, value]) => conditionOn(field, value)) });
}
