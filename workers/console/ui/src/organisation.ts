const stored = 'organisation';

/** Which of several organisations is looked at, by somebody who is a member of them. */
export function chooseOrganisation(id: string | undefined): void {
  if (id === undefined) localStorage.removeItem(stored);
  else localStorage.setItem(stored, id);
}

/** Looks at another organisation: nothing of this one is kept in the page. */
export function switchOrganisation(id: string): void {
  chooseOrganisation(id);
  location.assign('/');
}

/** `fetch` that names the organisation in whatever it asks. */
export const ofChosenOrganisation: typeof fetch = (input, init) => {
  const chosen = localStorage.getItem(stored);
  if (chosen === null) return fetch(input, init);
  const url = new URL(input instanceof Request ? input.url : input);
  url.searchParams.set('organisation', chosen);
  return fetch(input instanceof Request ? new Request(url, input) : url, init);
};
