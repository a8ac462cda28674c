import { printLine } from '@tallystick/filter';
import { Link, useNavigate } from '@tanstack/react-router';
import { keepRange } from '../router.tsx';
import { useRange, withCondition } from '../search.ts';
import { visible } from './text/visible.ts';

/** A value of a call that leads to the calls that have it; with Alt held, to those that have not. */
export function FilterLink({ field, value }: { field: string; value: string | number }) {
  const { filter } = useRange();
  const navigate = useNavigate();
  const line = printLine({ field, op: '=', value });
  const search = (condition: string) => (before: Record<string, unknown>) => ({
    ...keepRange(before),
    filter: withCondition(filter, condition),
  });
  return (
    <Link
      to="/requests"
      search={search(line)}
      title="Calls with this value; with Alt, those without"
      className="hover:text-accent hover:underline"
      onClick={(event) => {
        if (!event.altKey) return;
        event.preventDefault();
        void navigate({ to: '/requests', search: search(`-${line}`) });
      }}
    >
      {visible(String(value))}
    </Link>
  );
}
