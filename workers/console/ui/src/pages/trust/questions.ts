import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { numberOf } from '../../format/fields.ts';
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

/** What is missing of the last 24 hours, in the whole deployment. The API keeps its answer for five minutes. */
export const useGaps = () =>
  useQuery({ queryKey: ['trust', 'gaps'], queryFn: ({ signal }) => api.getGaps({ signal }), refetchInterval: 300_000 });

/** How long the organisation's calls of the last hour were on their way to their rows. ms; null for none */
export function useIngestLag() {
  return useQuery({
    queryKey: ['trust', 'ingest lag'],
    queryFn: async ({ signal }) => {
      const measures = ['ingest_lag_p50', 'ingest_lag_p95'];
      const { ingest_lag_p50, ingest_lag_p95 } =
        (await api.queryMetrics({ from: '1h', measures }, { signal })).rows[0]?.values ?? {};
      return { p50: numberOf(ingest_lag_p50), p95: numberOf(ingest_lag_p95) };
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
      const { data, again } = await api.queryModels({ from: unpricedFrom, sort, limit: 20 }, { signal });
      return { models: data.filter((model) => model.cost_unknown > 0), again };
    },
  });
}
