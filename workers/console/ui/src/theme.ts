import { useSyncExternalStore } from 'react';

/** `system` follows the machine. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

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

/** What the styles call a colour, as a canvas needs it. Changes with the theme. */
export function useColours(): (name: string) => string {
  useSyncExternalStore(listen, () => isDark());
  return (name) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = `var(--${name})`;
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
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
