import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const requestKey = (id: string) => ['request', id];

/** One call, whole. What was shown before stays, dimmed, until it is there. */
export function useRequest(id: string) {
  return useQuery({
    queryKey: requestKey(id),
    queryFn: ({ signal }) => api.getRequest(id, { signal }),
    placeholderData: keepPreviousData,
    // It changes by edits only, and reading bodies is noted.
    staleTime: 60_000,
  });
}
