import { Bookmark, MoreHorizontal } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { CopyItem } from '../components/copy-item.tsx';
import { MenuItem, Popover } from '../components/popover.tsx';
import { useChangeSearch, useRange } from '../search.ts';
import { useSession } from '../session.ts';
import { FilterLine } from './filter-line.tsx';
import { RangePicker } from './range-picker.tsx';
import { SaveView, Views } from './views.tsx';

/**
 * On top of every page of calls, always in the same place: range, filter, live, and what else can be done with what is shown.
 *
 * @param again the page's main question as an API call
 */
export function PageBar({
  title,
  again,
  menu,
}: {
  title: string;
  again?: string | undefined;
  menu?: (close: () => void) => ReactNode;
}) {
  const { live } = useRange();
  const change = useChangeSearch();
  const { role } = useSession();
  const [saving, setSaving] = useState(false);
  return (
    <header className="sticky top-0 z-20 -mx-4 mb-4 flex flex-wrap items-start gap-2 border-line border-b bg-paper px-4 py-3 sm:-mx-6 sm:px-6">
      <h1 className="sr-only">{title}</h1>
      <RangePicker />
      <FilterLine />
      <label className="flex h-8 max-sm:ml-auto items-center gap-1.5 whitespace-nowrap rounded border border-line bg-raised px-2.5 text-13 hover:bg-hover has-checked:border-accent has-checked:text-accent">
        <input
          type="checkbox"
          className="sr-only"
          checked={live}
          onChange={(event) => change({ live: event.target.checked ? 'on' : undefined }, { replace: true })}
        />
        <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden className={live ? 'animate-pulse' : ''}>
          <circle cx="4" cy="4" r="3" fill={live ? 'currentColor' : 'none'} stroke="currentColor" />
        </svg>
        Live
      </label>
      <Popover label={<MoreHorizontal size={16} aria-hidden />} aria-label="More" align="right" panel="w-56">
        {(close) => (
          <>
            <CopyItem text={() => location.href}>Copy link</CopyItem>
            {again !== undefined && <CopyItem text={again}>Copy as API call</CopyItem>}
            {menu?.(close)}
            {role !== 'viewer' && (
              <MenuItem
                onClick={() => {
                  close();
                  setSaving(true);
                }}
              >
                <Bookmark size={14} aria-hidden />
                Save view …
              </MenuItem>
            )}
            <Views close={close} />
          </>
        )}
      </Popover>
      {saving && <SaveView onClose={() => setSaving(false)} />}
    </header>
  );
}
