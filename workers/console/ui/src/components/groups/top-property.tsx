import { useSearch } from '@tanstack/react-router';
import { api, useQuestion } from '../../api.ts';
import { type Search, useChangeSearch } from '../../search.ts';
import { Select } from '../select.tsx';
import { Top } from './top.tsx';

/** More names than anybody chooses from. */
const mostNames = 100;

/** What a group spends most on by one of its properties, which is chosen here; at first the most frequent that tells them apart. */
export function TopProperty({ line }: { line: string }) {
  const { by } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const { data } = useQuestion(['groups', 'property names'], (range, options) =>
    api.queryProperties({ ...range, limit: mostNames }, options),
  );
  const properties = data?.data ?? [];
  const chosen = by ?? (properties.find(({ values }) => values > 1) ?? properties[0])?.name;
  if (chosen === undefined) return null;
  const names = [...new Set([...properties.map(({ name }) => name), chosen])].sort();
  return (
    <Top
      line={line}
      field={`properties.${chosen}`}
      choice={
        <Select
          label="Property"
          className="max-w-40 font-semibold"
          value={chosen}
          choices={names.map((name) => ({ value: name, name }))}
          onChoose={(name) => change({ by: name })}
        />
      }
    />
  );
}
