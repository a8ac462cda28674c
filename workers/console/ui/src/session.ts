import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, sessionKey } from './api.ts';

export const sessionOptions = queryOptions({
  queryKey: sessionKey,
  queryFn: ({ signal }) => api.getOwnSession({ signal }),
  staleTime: 60_000,
});

/** Who is signed in. */
export const useSession = () => useSuspenseQuery(sessionOptions).data;

/** Whether whoever is signed in may what owners may; the server decides, this is what to offer. */
export const useIsOwner = () => useSession().role === 'owner';
