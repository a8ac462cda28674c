import type { Search } from './search.ts';

/**
 * Which of several organisations this tab looks at, by its address; null for the one that whoever is signed in begins in. Another tab may
 * look at another.
 */
export function chosenOrganisation(): string | null {
  return new URLSearchParams(location.search).get('organisation');
}

/** Looks at another organisation: nothing of this one is kept in the page. */
export function switchOrganisation(id: string): void {
  location.assign(`/?${new URLSearchParams({ organisation: id })}`);
}

/** Of the router: no link or change of the address leads out of the organisation that it names. */
export function keepOrganisation({ search, next }: { search: Search; next: (search: Search) => Search }): Search {
  const wanted = next(search);
  return { ...wanted, organisation: search.organisation ?? wanted.organisation };
}

/** `fetch` that names the organisation in whatever it asks. */
export const ofChosenOrganisation: typeof fetch = (input, init) => {
  const chosen = chosenOrganisation();
  if (chosen === null) return fetch(input, init);
  const url = new URL(input instanceof Request ? input.url : input);
  url.searchParams.set('organisation', chosen);
  return fetch(input instanceof Request ? new Request(url, input) : url, init);
};
