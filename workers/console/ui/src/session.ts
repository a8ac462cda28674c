import { TallyError } from '@tallystick/client';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, sessionKey } from './api.ts';
import { chooseOrganisation } from './organisation.ts';

export const sessionOptions = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ signal }) => {
    try {
      return await api.getOwnSession({ signal });
    } catch (error) {
      if (!(error instanceof TallyError && error.status === 403)) throw error;
      // Perhaps a member no longer of the organisation that was chosen.
      chooseOrganisation(undefined);
      return api.getOwnSession({ signal });
    }
  },
  staleTime: 60_000,
});

/** Who is signed in. */
export const useSession = () => useSuspenseQuery(sessionOptions).data;

/** Whether whoever is signed in may what owners may; the server decides, this is what to offer. */
export const useIsOwner = () => useSession().role === 'owner';
