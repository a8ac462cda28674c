import { fields } from '@tallystick/filter';
import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Popover } from '../../components/popover.tsx';
import { useProperties } from '../../frame/filter/use-known.ts';
import { columnOf } from './columns.tsx';

interface Chosen {
  chosen: readonly string[];
  /** Those of a list of which none are chosen. */
  standard: readonly string[];
  onChoose: (names: readonly string[]) => void;
}

/** Which columns the list has. */
export function ColumnMenu(columns: Chosen) {
  return (
    <Popover
      look="bare"
      label={
        <>
          <Columns3 size={14} aria-hidden /> Columns
        </>
      }
      align="right"
      panel="w-64"
    >
      {() => <Choices {...columns} />}
    </Popover>
  );
}

function Choices({ chosen, standard, onChoose }: Chosen) {
  const [wanted, setWanted] = useState('');
  const properties = useProperties(true).map((name) => `properties.${name}`);
  const all = [...chosen, ...standard, ...properties, ...fields.map(({ name }) => name)];
  const columns = [...new Set(all)].flatMap((name) => columnOf(name) ?? []);
  const shown = columns.filter(({ name, title }) =>
    `${name} ${title}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  return (
    <>
      <input
        type="search"
        aria-label="Find a column"
        placeholder="Find a column"
        className="mb-1 h-8 w-full rounded border border-line bg-paper px-2 text-13 placeholder:text-quiet"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <ul className="max-h-80 overflow-auto">
        {shown.map(({ name, title }) => (
          <li key={name}>
            <label className="flex cursor-pointer items-center gap-2 rounded px-2 py-1 text-13 hover:bg-hover">
              <input
                type="checkbox"
                className="accent-accent"
                checked={chosen.includes(name)}
                onChange={({ target }) =>
                  onChoose(target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))
                }
              />
              <span className="min-w-0 flex-1 truncate">{title}</span>
              {name.startsWith('properties.') && <span className="text-12 text-quiet">property</span>}
            </label>
          </li>
        ))}
      </ul>
      <Button look="bare" className="mt-1 w-full" onClick={() => onChoose(standard)}>
        Standard columns
      </Button>
    </>
  );
}
