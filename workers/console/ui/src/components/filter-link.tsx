import { printLine } from '@tallystick/filter';
import { Link, useNavigate } from '@tanstack/react-router';
import { keepRangeAnd } from '../router.tsx';
import { visible } from './text/visible.ts';

/** A value of a call that leads to the calls that have it; with Alt held, to those that have not. */
export function FilterLink({ field, value }: { field: string; value: string | number }) {
  const navigate = useNavigate();
  const line = printLine({ field, op: '=', value });
  return (
    <Link
      to="/requests"
      search={keepRangeAnd(line)}
      title="Calls with this value; with Alt, those without"
      className="hover:text-accent hover:underline"
      onClick={(event) => {
        if (!event.altKey) return;
        event.preventDefault();
        void navigate({ to: '/requests', search: keepRangeAnd(`-${line}`) });
      }}
    >
      {visible(String(value))}
    </Link>
  );
}
