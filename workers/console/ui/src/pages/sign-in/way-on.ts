/**
 * Where to go after signing in: the page that was asked for, where that is one of this console's.
 *
 * @param to as the address of the sign-in page has it: anybody may have written it
 */
export function wayOn(to: string | undefined, origin: string): string {
  if (to === undefined || !URL.canParse(to, origin)) return '/';
  const { origin: its, pathname, search, hash } = new URL(to, origin);
  return its === origin && pathname !== '/sign-in' && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/';
}
