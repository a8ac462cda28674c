import { api } from './api.ts';
import { chooseOrganisation } from './organisation.ts';

/** Ends the session, and leaves nothing of it in this tab. */
export async function signOut(): Promise<void> {
  await api.signOut();
  chooseOrganisation(undefined);
  location.assign('/sign-in');
}
