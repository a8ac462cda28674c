import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Search, useChangeSearch } from '../../search.ts';
import { type CallColumn, columnOf, standardColumns } from './columns.tsx';

const key = 'request-columns';

/** Which columns the list has: as the URL says, else as last chosen in this browser. */
export function useColumns(): { columns: CallColumn[]; choose: (names: readonly string[]) => void } {
  const search = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const text = search.columns ?? localStorage.getItem(key) ?? '';
  // Every row is drawn anew for other ones.
  const columns = useMemo(() => {
    const chosen = read(text);
    return chosen.length > 0 ? chosen : read(standardColumns.join(','));
  }, [text]);
  return {
    columns,
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
