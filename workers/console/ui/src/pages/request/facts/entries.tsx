import { findField } from '@tallystick/filter';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { FilterLink } from '../../../components/filter-link.tsx';
import { visible } from '../../../components/text/visible.ts';

/** Names with values, each of which leads to the calls that have it. */
export function Entries({
  entries,
  field,
  onRemove,
}: {
  entries: readonly (readonly [name: string, value: string | number])[];
  field: 'properties' | 'scores';
  onRemove: ((name: string) => void) | undefined;
}) {
  if (entries.length === 0) return null;
  return (
    <dl className="text-13">
      {entries.map(([name, value]) => {
        const filtered = `${field}.${name}`;
        return (
          <div key={name} className="group flex items-baseline gap-2 py-0.5">
            <dt className="min-w-0 max-w-1/2 shrink-0 text-quiet [overflow-wrap:anywhere]">{visible(name)}</dt>
            <dd className="min-w-0 flex-1 text-right [overflow-wrap:anywhere]">
              {onRemove && (
                <button
                  type="button"
                  aria-label={`Take ${visible(name)} away`}
                  title="Take it away"
                  className="mr-1 rounded p-0.5 align-[-2px] text-quiet opacity-0 hover:bg-hover hover:text-ink focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
                  onClick={() => onRemove(name)}
                >
                  <X size={13} aria-hidden />
                </button>
              )}
              {findField(filtered) ? <FilterLink field={filtered} value={value} /> : visible(String(value))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** Sets one name to a value. @param fault what is wrong with a name, to be read after it */
export function EntryForm({
  what,
  type,
  fault,
  onSet,
}: {
  what: 'score' | 'property';
  type: 'number' | 'text';
  fault: (name: string) => string | undefined;
  onSet: (name: string, value: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState<string>();
  if (!open) {
    return (
      <Button look="bare" className="!h-7 -ml-2.5" onClick={() => setOpen(true)}>
        <Plus size={13} aria-hidden /> Set a {what}
      </Button>
    );
  }
  const input = 'h-8 min-w-0 flex-1 rounded border border-line bg-raised px-2 text-13 placeholder:text-quiet';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const name = String(data.get('name')).trim();
        const problem = fault(name);
        setWrong(problem && `The ${what} ${problem}.`);
        if (problem !== undefined) return;
        onSet(name, String(data.get('value')));
        setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        setOpen(false);
      }}
    >
      <div className="flex gap-1.5">
        {/* biome-ignore lint/a11y/noAutofocus: it is there because its button was pressed */}
        <input name="name" aria-label={`Name of the ${what}`} placeholder="Name" required autoFocus className={input} />
        <input
          name="value"
          aria-label={`Value of the ${what}`}
          placeholder={type === 'number' ? '0.8' : 'Value'}
          type={type}
          step="any"
          required
          className={input}
        />
        <Button type="submit">Set</Button>
      </div>
      {wrong !== undefined && (
        <p role="alert" className="mt-1 text-12 text-bad">
          {wrong}
        </p>
      )}
    </form>
  );
}
