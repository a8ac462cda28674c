import { useSearch } from '@tanstack/react-router';
import { type Search, useChangeSearch } from '../../search.ts';
import { printSort, readSort, type Sort } from '../sort.ts';

export interface ListView<Field extends string> {
  sort: Sort<Field>;
  /** Text that is looked for. */
  find: string;
  setSort: (sort: Sort) => void;
  setFind: (text: string) => void;
}

/** What the URL says of a list. @param fields it can be sorted by; by the first, downwards, unless the URL says otherwise */
export function useListView<Field extends string>(fields: readonly [Field, ...Field[]]): ListView<Field> {
  const { sort, find = '' } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  return {
    sort: readSort(sort, fields) ?? { field: fields[0], direction: 'desc' },
    find,
    setSort: (chosen) => change({ sort: printSort(chosen) }),
    setFind: (text) => change({ find: text || undefined }, { replace: true }),
  };
}
