import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { switchOrganisation } from '../organisation.ts';
import { keepRange } from '../router.tsx';
import { useSession } from '../session.ts';
import { signOut } from '../sign-out.ts';
import { chooseTheme } from '../theme.ts';
import { recentFilters } from './filter/recent-filters.ts';
import { type Entry, entriesFor } from './palette-entries.ts';
import { viewsOptions } from './views.tsx';

/** One line that leads anywhere. */
export function PaletteDialog({ onClose }: { onClose: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  const navigate = useNavigate();
  const { data: views = [] } = useQuery(viewsOptions);
  const [wanted, setWanted] = useState('');
  const [recent] = useState(recentFilters);
  const [active, setActive] = useState(0);
  const { organisation, organisations } = useSession();
  const others = organisations.filter(({ id }) => id !== organisation.id);
  const entries = entriesFor(wanted, { views, recent, organisations: others });
  useEffect(() => {
    if (!box.current?.open) box.current?.showModal();
  }, []);
  const act = ({ act: what }: Entry) => {
    onClose();
    if (what === 'sign out') void signOut();
    else if ('theme' in what) chooseTheme(what.theme);
    else if ('organisation' in what) switchOrganisation(what.organisation);
    else if ('filter' in what) {
      const { filter } = what;
      void navigate({
        to: '/requests',
        search: (before: Record<string, unknown>) => ({ ...keepRange(before), filter }),
      });
    } else void navigate({ to: what.to, params: what.params ?? {}, search: what.search ?? keepRange });
  };
  return (
    <dialog
      ref={box}
      aria-label="Go anywhere"
      className="mx-auto mt-[12dvh] mb-auto w-[34rem] max-w-[calc(100vw-2rem)] overflow-hidden rounded-md border border-line bg-raised text-ink shadow-lg"
      onClose={onClose}
      closedby="any"
    >
      <div className="relative border-line border-b">
        <Search size={15} className="pointer-events-none absolute top-3.5 left-3.5 text-quiet" aria-hidden />
        <input
          autoFocus
          role="combobox"
          aria-label="Go to a page, a saved view, a request by its id"
          aria-expanded="true"
          aria-controls={`${id}list`}
          aria-autocomplete="list"
          aria-activedescendant={entries.length > 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder="Go to a page, a saved view, a request by its id"
          className="h-11 w-full bg-transparent pr-3 pl-10 text-14 outline-none placeholder:text-quiet"
          value={wanted}
          onChange={(event) => {
            setWanted(event.target.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            const chosen = entries[active];
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              const step = event.key === 'ArrowDown' ? 1 : -1;
              if (entries.length > 0) setActive((active + step + entries.length) % entries.length);
            } else if (event.key === 'Enter' && chosen) {
              event.preventDefault();
              act(chosen);
            }
          }}
        />
      </div>
      <div id={`${id}list`} role="listbox" aria-label="Results" className="max-h-[56dvh] overflow-auto p-1">
        {entries.map((entry, index) => {
          const { key, name, group, icon: Icon, hint } = entry;
          return (
            <div key={key}>
              {entries[index - 1]?.group !== group && (
                <div role="presentation" className="px-2.5 pt-2 pb-1 text-12 text-quiet">
                  {group}
                </div>
              )}
              <div
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                ref={(element) => {
                  if (index === active) element?.scrollIntoView({ block: 'nearest' });
                }}
                className="flex cursor-pointer items-center gap-2.5 rounded px-2.5 py-1.5 text-13 hover:bg-hover aria-selected:bg-accent-soft"
                onClick={() => act(entry)}
                onKeyDown={(event) => event.key === 'Enter' && act(entry)}
              >
                <Icon size={15} className="shrink-0 text-quiet" aria-hidden />
                <span className="min-w-0 flex-1 truncate">{name}</span>
                {hint !== undefined && <span className="text-12 text-quiet">{hint}</span>}
              </div>
            </div>
          );
        })}
      </div>
      {entries.length === 0 && <p className="px-2.5 pb-4 text-center text-13 text-quiet">Nothing is called so.</p>}
    </dialog>
  );
}
