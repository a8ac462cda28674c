import { useMemo, useSyncExternalStore } from 'react';
import type { Theme } from './themes.ts';

const changed = 'tally-theme';

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem('theme');
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem('theme', theme);
    document.documentElement.dataset.theme = theme;
  }
  window.dispatchEvent(new Event(changed));
}

export function useTheme(): Theme {
  return useSyncExternalStore(listen, () => (document.documentElement.dataset.theme as Theme | undefined) ?? 'system');
}

/** What the styles call a colour, as a canvas needs it. Another function where the theme changes. */
export function useColours(): (name: string) => string {
  const dark = useSyncExternalStore(listen, isDark);
  return useMemo(() => {
    const known = new Map<string, string>();
    return (name) => {
      const colour = known.get(name) ?? resolve(name);
      known.set(name, colour);
      return colour;
    };
  }, [dark]);
}

function resolve(name: string): string {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(--${name})`;
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

const system = window.matchMedia('(prefers-color-scheme: dark)');
const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined ? system.matches : chosen === 'dark';
};

function listen(notify: () => void): () => void {
  window.addEventListener(changed, notify);
  system.addEventListener('change', notify);
  return () => {
    window.removeEventListener(changed, notify);
    system.removeEventListener('change', notify);
  };
}
