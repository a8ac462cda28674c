import type { PropertiesAnswer } from '@tallystick/client';
import { Link } from '@tanstack/react-router';
import { Select } from '../../components/select.tsx';
import { compact, count } from '../../format/numbers.ts';
import { readSearch, type Search, useChangeSearch } from '../../search.ts';

/** What belongs to one property only. */
const ofAnother = { value: undefined, find: undefined, sort: undefined };

/** The names that calls carry, of which one is chosen; where there is little room, from a menu. */
export function PropertyNames({ properties, chosen }: { properties: PropertiesAnswer['data']; chosen: string }) {
  const change = useChangeSearch();
  const choose = (name: string): Search => ({ ...ofAnother, property: name });
  return (
    <nav
      aria-label="Properties"
      className="min-w-0 self-start lg:sticky lg:top-18 lg:max-h-[calc(100dvh-5rem)] lg:overflow-y-auto"
    >
      <Select
        label="Property"
        className="lg:hidden"
        value={chosen}
        choices={properties.map(({ name, values }) => ({ value: name, name: `${name} (${count(values)} values)` }))}
        onChoose={(name) => change(choose(name))}
      />
      <ul className="max-lg:hidden">
        {properties.map(({ name, values, requests, frequent_values }) => (
          <li key={name}>
            <Link
              to="."
              search={(before: Record<string, unknown>) => readSearch({ ...before, ...choose(name) })}
              activeOptions={{ exact: true }}
              aria-current={name === chosen ? 'page' : undefined}
              title={`${frequent_values.join(', ')}${values > frequent_values.length ? ' …' : ''}`}
              className="block rounded px-2.5 py-1.5 hover:bg-hover aria-[current=page]:bg-accent-soft"
            >
              <span className="block truncate font-medium text-13">{name}</span>
              <span className="block truncate text-12 text-quiet">
                {count(values)} {values === 1 ? 'value' : 'values'}, {compact(requests)} requests
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
