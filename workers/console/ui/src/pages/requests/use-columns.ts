import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMedia } from '../../components/use-media.ts';
import { type Search, useChangeSearch } from '../../search.ts';
import { type CallColumn, columnOf, inLines, type Layout, oneLine, standardColumns } from './columns.tsx';

const key = 'request-columns';
/** As `sm` of styles.css. */
const phone = '(width < 640px)';

/** Which columns the list has: as the URL says, else as last chosen in this browser, else what the screen has room for. */
export function useColumns(): { layout: Layout; choose: (names: readonly string[]) => void } {
  const search = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const onPhone = useMedia(phone);
  const text = search.columns ?? localStorage.getItem(key) ?? '';
  // Every row is drawn anew for another one.
  const layout = useMemo(() => {
    const chosen = read(text);
    if (chosen.length > 0) return oneLine(chosen);
    return onPhone ? inLines : oneLine(read(print(standardColumns)));
  }, [text, onPhone]);
  return {
    layout,
    choose: (names) => {
      const standard = names.length === 0 || print(names) === print(standardColumns);
      if (standard) localStorage.removeItem(key);
      else localStorage.setItem(key, print(names));
      change({ columns: standard ? undefined : print(names) }, { replace: true });
    },
  };
}

function print(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

function read(text: string): CallColumn[] {
  const names = text.split(',').map((name) => name.replaceAll('%2C', ',').replaceAll('%25', '%'));
  return [...new Set(names)].flatMap((name) => columnOf(name) ?? []);
}
