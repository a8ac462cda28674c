import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api } from './api.ts';

export const sessionOptions = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.getSession({ signal }),
  staleTime: 60_000,
});

/** Who is signed in. */
export const useSession = () => useSuspenseQuery(sessionOptions).data;
