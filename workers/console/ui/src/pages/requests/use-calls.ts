import type { RequestsQuestion } from '@tallystick/client';
import { sortFields } from '@tallystick/filter';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { api } from '../../api.ts';
import type { Sort } from '../../components/sort.ts';
import { type Search, useRange } from '../../search.ts';
import { askedFor, type Call, type CallColumn } from './columns.tsx';

const pageSize = 200;

/** Beside the columns that are shown: what tells calls apart. */
const always = ['request_id', 'created_at', 'failed'] as const;

export type Asked = Pick<RequestsQuestion, 'columns' | 'preview'>;

export function askedOf(columns: readonly CallColumn[]): Asked {
  const names = columns.flatMap(({ name }) => askedFor(name));
  return {
    columns: [...new Set([...always, ...names])] as NonNullable<RequestsQuestion['columns']>,
    preview: columns.some(({ name }) => name === 'preview'),
  };
}

export function useSort(): Sort & { field: (typeof sortFields)[number] } {
  const { sort = '' } = useSearch({ strict: false }) as Search;
  const [name, direction] = sort.split(':');
  const field = sortFields.find((one) => one === name) ?? 'created_at';
  return { field, direction: direction === 'asc' ? 'asc' : 'desc' };
}

/**
 * The calls of the list, page by page.
 *
 * @param round another number asks anew
 */
export function useCalls(asked: Asked, round: number) {
  const { from, to, zone, filter } = useRange();
  const sort = useSort();
  const question = { from, ...(to ? { to } : {}), ...(filter ? { filter } : {}), time_zone: zone, sort, ...asked };
  return useInfiniteQuery({
    queryKey: ['requests', question, round],
    queryFn: ({ pageParam, signal }) =>
      api.queryRequests(
        { ...question, limit: pageSize, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // All pages would be asked for again, where one wants the newest.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** Tells calls apart: an id that a caller chose may come twice. */
export function keyOf({ request_id = '', created_at = '' }: Call): string {
  return `${request_id} ${created_at}`;
}
