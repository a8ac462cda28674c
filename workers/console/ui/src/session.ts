import { TallyError } from '@tallystick/client';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';

export interface Session {
  organisation: { id: string; name: string };
  role: 'owner' | 'member' | 'viewer';
  actor: string;
}

export const sessionOptions = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session> => {
    const response = await fetch('/v1/session', { signal });
    if (!response.ok) throw new TallyError(response.status, 'unauthorized', 'sign in first');
    return (await response.json()) as Session;
  },
  staleTime: 60_000,
});

/** Who is signed in. */
export const useSession = () => useSuspenseQuery(sessionOptions).data;

/** Ends the session; the browser forgets what it showed. */
export async function signOut(): Promise<void> {
  await fetch('/v1/session', { method: 'DELETE' });
  location.assign('/sign-in');
}
