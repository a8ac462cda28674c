import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { api, queries } from '../api.ts';
import { Button } from '../components/button.tsx';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { messageOf } from '../components/states.tsx';
import { readSearch, type Search } from '../search.ts';
import { useSession } from '../session.ts';
import { viewLink } from './view-link.ts';

export const viewsOptions = {
  queryKey: ['views'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.listViews({ signal }),
  staleTime: 60_000,
};

/** The views that the organisation has saved: a page with what its address says. */
export function Views({ close }: { close: () => void }) {
  const { data, error } = useQuery(viewsOptions);
  const { role } = useSession();
  const [failed, setFailed] = useState<string>();
  const remove = async (id: string) => {
    try {
      await api.deleteView(id);
      setFailed(undefined);
    } catch (refusal) {
      setFailed(messageOf(refusal));
    }
    await queries.invalidateQueries(viewsOptions);
  };
  const problem = failed ?? (error ? messageOf(error) : undefined);
  return (
    <section aria-label="Saved views" className="mt-1 border-line border-t pt-1">
      <h2 className="px-2.5 py-1 text-12 text-quiet">Saved views</h2>
      {problem !== undefined && (
        <p role="alert" className="px-2.5 pb-1 text-12 text-bad">
          {problem}
        </p>
      )}
      {data?.length === 0 && <p className="px-2.5 pb-1 text-13 text-quiet">None yet.</p>}
      <ul className="max-h-60 overflow-auto">
        {data?.map(({ id, name, ...view }) => (
          <li key={id} className="flex items-center rounded hover:bg-hover">
            <Link
              {...viewLink(view)}
              className="min-w-0 flex-1 truncate px-2.5 py-1.5 text-13"
              title={name}
              onClick={close}
            >
              {name}
            </Link>
            {role !== 'viewer' && (
              <ConfirmButton
                look="bare"
                className="!h-7 !px-1.5"
                sure="Delete for everybody?"
                onConfirm={() => remove(id)}
              >
                <X size={13} aria-hidden />
                <span className="sr-only">Delete the view {name}</span>
              </ConfirmButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Saves what the page shows under a name, for everybody in the organisation. */
export function SaveView({ onClose }: { onClose: () => void }) {
  const { pathname, search } = useLocation();
  const [name, setName] = useState('');
  const [failed, setFailed] = useState<string>();
  const save = async () => {
    try {
      await api.createView({ name, page: pathname, search: savedOf(search) });
      await queries.invalidateQueries(viewsOptions);
      onClose();
    } catch (error) {
      setFailed(messageOf(error));
    }
  };
  return (
    <Dialog title="Save view" onClose={onClose}>
      <form
        className="space-y-3 text-13"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label className="block">
          <span className="mb-1 block">Name</span>
          <input
            required
            maxLength={120}
            className="h-8 w-full rounded border border-line bg-paper px-2"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <p className="text-12 text-quiet">
          Everybody in the organisation finds it here: the page with its time, filter and what is chosen on it.
        </p>
        {failed !== undefined && (
          <p role="alert" className="text-bad">
            {failed}
          </p>
        )}
        <Button type="submit" look="strong" className="w-full">
          Save
        </Button>
      </form>
    </Dialog>
  );
}

/** What is looked at now, without what is open in it, and of whatever organisation has the view. */
function savedOf(search: Record<string, unknown>): Record<string, string> {
  const { open: _, organisation: __, ...rest } = readSearch(search) as Search & Record<string, string>;
  return rest;
}
