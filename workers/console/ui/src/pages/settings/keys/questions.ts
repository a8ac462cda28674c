import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api.ts';

export const keysKey = ['keys'];

export const useApiKeys = () => useQuery({ queryKey: keysKey, queryFn: ({ signal }) => api.listKeys({ signal }) });

/** For how long back keys are looked for in calls. */
export const usedFrom = '30d';

/** How many calls came by each key of late. */
export function useKeyCalls() {
  return useQuery({
    queryKey: [...keysKey, 'calls'],
    queryFn: async ({ signal }) => {
      const groupings = [{ by: 'key_id' }];
      const { rows } = await api.queryMetrics(
        { from: usedFrom, measures: ['requests'], groupings, top: 1000 },
        { signal },
      );
      return new Map(rows.map(({ group, values }) => [String(group.key_id), Number(values.requests)]));
    },
  });
}
