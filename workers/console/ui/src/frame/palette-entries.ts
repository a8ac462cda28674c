import type { Session, View } from '@tallystick/client';
import { uuidPattern } from '@tallystick/log/ids';
import { Bookmark, Building2, FileText, History, LogOut, type LucideIcon, SunMoon } from 'lucide-react';
import { type Theme, themes } from '../themes.ts';
import { destinations } from './destinations.ts';
import { viewLink } from './view-link.ts';

/** Somewhere to go, or something to do. */
export interface Entry {
  key: string;
  name: string;
  group: 'Request' | 'Pages' | 'Saved views' | 'Recent filters' | 'Organisations' | 'Do';
  icon: LucideIcon;
  hint?: string;
  act: /** With a search of its own, or with the range and filter that are looked at. */
    | { to: string; search?: Record<string, string>; params?: { id: string } }
    | { filter: string }
    | { organisation: string }
    | { theme: Theme }
    | 'sign out';
}

/** What there is beside the pages. */
export interface Known {
  views: readonly View[];
  recent: readonly string[];
  /** Others that may be looked at. */
  organisations: Session['organisations'];
}

/** What is wanted of all there is, the best first within each group. */
export function entriesFor(wanted: string, { views, recent, organisations }: Known): Entry[] {
  const text = wanted.trim();
  const all: Entry[] = [
    ...destinations.map(
      ({ to, name, icon, key }): Entry => ({ key: to, name, group: 'Pages', icon, hint: `g ${key}`, act: { to } }),
    ),
    ...views.map(
      ({ id, name, ...view }): Entry => ({
        ...{ key: id, name, group: 'Saved views', icon: Bookmark },
        act: viewLink(view),
      }),
    ),
    ...recent.map(
      (line): Entry => ({
        ...{ key: `filter ${line}`, name: line, group: 'Recent filters', icon: History },
        act: { filter: line },
      }),
    ),
    ...organisations.map(
      ({ id, name }): Entry => ({
        ...{ key: `organisation ${id}`, name: `Look at ${name}`, group: 'Organisations', icon: Building2, hint: id },
        act: { organisation: id },
      }),
    ),
    ...themes.map(
      (theme): Entry => ({
        ...{ key: theme, group: 'Do', icon: SunMoon, act: { theme } },
        name: theme === 'system' ? 'Theme of the system' : `Use the ${theme} theme`,
      }),
    ),
    { key: 'sign out', name: 'Sign out', group: 'Do', icon: LogOut, act: 'sign out' },
  ];
  const words = text.toLowerCase().split(/\s+/);
  const found = all.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  return uuidPattern.test(text) ? [requestEntry(text.toLowerCase()), ...found] : found;
}

function requestEntry(id: string): Entry {
  return {
    ...{ key: id, name: id, group: 'Request', icon: FileText, hint: 'Open' },
    act: { to: '/requests/$id', params: { id } },
  };
}
