import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { healthOptions } from '../../frame/trust-dot.tsx';
import { useIsOwner } from '../../session.ts';
import type { Day } from './verdict.ts';

/** How often the page looks again. ms */
const pause = 10_000;

export const useHealth = () => useQuery({ ...healthOptions, refetchInterval: pause, staleTime: 0 });

export function useDay() {
  return useQuery({
    queryKey: ['trust', 'day'],
    queryFn: async ({ signal }): Promise<Day> => {
      const answer = await api.queryMetrics({ from: '24h', measures: ['requests', 'cost_unknown'] }, { signal });
      const values = answer.rows[0]?.values ?? {};
      return { calls: Number(values.requests ?? 0), unpriced: Number(values.cost_unknown ?? 0) };
    },
    refetchInterval: pause,
  });
}

export const deadLettersKey = ['trust', 'dead letters'];

/** The organisation's own, the oldest day first. */
export function useDeadLetters() {
  return useInfiniteQuery({
    queryKey: deadLettersKey,
    queryFn: ({ pageParam, signal }) =>
      api.listDeadLetters({ limit: 100, ...(pageParam === '' ? {} : { cursor: pageParam }), signal }),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
    enabled: useIsOwner(),
  });
}

/** From when models are looked for that have no price. */
export const unpricedFrom = '30d';

export function useUnpricedModels() {
  return useQuery({
    queryKey: ['trust', 'unpriced'],
    queryFn: async ({ signal }) => {
      const sort = { field: 'cost_unknown', direction: 'desc' } as const;
      const { data } = await api.queryModels({ from: unpricedFrom, sort, limit: 20 }, { signal });
      return data.filter((model) => model.cost_unknown > 0);
    },
  });
}
