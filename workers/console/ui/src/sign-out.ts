import { api } from './api.ts';

/** Ends the session, and leaves nothing of it in this tab. */
export async function signOut(): Promise<void> {
  await api.signOut();
  location.assign('/sign-in');
}
