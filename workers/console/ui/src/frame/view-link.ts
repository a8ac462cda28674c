import { type View, viewPagePattern } from '@tallystick/client';

/** Where a saved view leads: to a page of this console, whatever is stored, in the organisation that is looked at. */
export function viewLink({ page, search }: Pick<View, 'page' | 'search'>): {
  to: string;
  search: Record<string, string>;
} {
  const { organisation: _, ...shown } = search;
  return { to: viewPagePattern.test(page) ? page : '/', search: shown };
}
