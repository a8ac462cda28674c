import { Link } from '@tanstack/react-router';
import { readSearch, type Search } from '../../search.ts';

/** The name of a group, which opens what there is to tell of it. */
export function NameLink({ name, opens }: { name: string; opens: Search }) {
  return (
    <Link
      to="."
      search={(before: Record<string, unknown>) => readSearch({ ...before, ...opens })}
      resetScroll={false}
      className="block truncate font-medium hover:underline"
      title={name}
    >
      {name || '(empty)'}
    </Link>
  );
}
