import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type Question, usePages } from '../../api.ts';
import { type Search, useChangeSearch } from '../../search.ts';
import { printSort, readSort, type Sort } from '../sort.ts';

interface ListView<Field extends string> {
  sort: Sort<Field>;
  /** Text that is looked for. */
  find: string;
  setSort: (sort: Sort) => void;
  setFind: (text: string) => void;
}

/** What the URL says of a list. @param fields it can be sorted by */
function useListView<Field extends string>(fields: readonly [Field, ...Field[]]): ListView<Field> {
  const { sort, find = '' } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  return {
    sort: readSort(sort, fields) ?? { field: fields[0], direction: 'desc' },
    find,
    setSort: (chosen) => change({ sort: printSort(chosen) }),
    setFind: (text) => change({ find: text || undefined }, { replace: true }),
  };
}

/** What is asked of a list of groups. */
export interface GroupsQuestion<Field extends string> extends Question {
  search: string;
  sort: Sort<Field>;
  cursor?: string;
}

export interface Groups<Row, Field extends string = string> {
  view: ListView<Field>;
  pages: UseInfiniteQueryResult<InfiniteData<GroupsPage<Row>>>;
}

interface GroupsPage<Row> {
  data: Row[];
  next_cursor: string | null;
  again: { curl: string };
}

/** A list of groups, searched and sorted as the URL says. @param sortFields by the first, downwards, unless the URL says otherwise */
export function useGroups<Row, Field extends string>(
  key: readonly string[],
  sortFields: readonly [Field, ...Field[]],
  ask: (question: GroupsQuestion<Field>, options: { signal: AbortSignal }) => Promise<GroupsPage<Row>>,
): Groups<Row, Field> {
  const view = useListView(sortFields);
  const pages = usePages([...key, view.sort, view.find], (question, options) =>
    ask({ ...question, search: view.find, sort: view.sort }, options),
  );
  return { view, pages };
}
