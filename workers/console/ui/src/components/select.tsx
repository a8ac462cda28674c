import type { SelectHTMLAttributes } from 'react';

export interface Choice {
  value: string;
  name: string;
  /** Choices of one group stand under its name. */
  group?: string;
}

/** A choice in a line of words; `label` says of what to those who cannot see it. */
export function Select({
  label,
  choices,
  onChoose,
  className = '',
  ...rest
}: Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> & {
  label: string;
  choices: readonly Choice[];
  onChoose: (value: string) => void;
}) {
  const groups = [...new Set(choices.flatMap(({ group }) => group ?? []))];
  const options = (of: string | undefined) =>
    choices
      .filter(({ group }) => group === of)
      .map(({ value, name }) => (
        <option key={value} value={value}>
          {name}
        </option>
      ));
  return (
    <select
      aria-label={label}
      className={`h-7 max-w-full rounded border border-line bg-raised px-1.5 text-13 hover:bg-hover ${className}`}
      onChange={(event) => onChoose(event.target.value)}
      {...rest}
    >
      {options(undefined)}
      {groups.map((group) => (
        <optgroup key={group} label={group}>
          {options(group)}
        </optgroup>
      ))}
    </select>
  );
}
