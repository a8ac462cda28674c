import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMedia } from '../../components/use-media.ts';
import { type Search, useChangeSearch } from '../../search.ts';
import { useSession } from '../../session.ts';
import { type CallColumn, columnOf, inLines, isOfBodies, type Layout, oneLine, standardColumns } from './columns.tsx';

const key = 'request-columns';
/** As below `sm` of styles.css. */
export const phone = '(width < 640px)';

interface Columns {
  layout: Layout;
  /** Those that there are for whoever is signed in, unless others are chosen. */
  standard: readonly string[];
  choose: (names: readonly string[]) => void;
}

/** Which columns the list has: as the URL says, else as last chosen in this browser, else what the screen has room for. */
export function useColumns(): Columns {
  const search = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const onPhone = useMedia(phone);
  const { role } = useSession();
  const text = search.columns ?? localStorage.getItem(key) ?? '';
  // Every row is drawn anew for another one.
  const { layout, standard } = useMemo(() => {
    const seen = (names: readonly string[]) => names.filter((name) => role !== 'viewer' || !isOfBodies(name));
    const standard = seen(standardColumns);
    const chosen = columnsOf(seen(read(text)));
    if (chosen.length > 0) return { layout: oneLine(chosen), standard };
    return { layout: onPhone ? inLines : oneLine(columnsOf(standard)), standard };
  }, [text, onPhone, role]);
  return {
    layout,
    standard,
    choose: (names) => {
      const isStandard = names.length === 0 || print(names) === print(standard);
      if (isStandard) localStorage.removeItem(key);
      else localStorage.setItem(key, print(names));
      change({ columns: isStandard ? undefined : print(names) }, { replace: true });
    },
  };
}

function print(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

function read(text: string): string[] {
  return text.split(',').map((name) => name.replaceAll('%2C', ',').replaceAll('%25', '%'));
}

function columnsOf(names: readonly string[]): CallColumn[] {
  return [...new Set(names)].flatMap((name) => columnOf(name) ?? []);
}
