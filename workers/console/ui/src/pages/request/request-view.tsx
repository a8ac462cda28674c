import { Link } from '@tanstack/react-router';
import { keepRange } from '../../router.tsx';

/** One call. @param compact for a panel beside a list */
export function RequestView({ id }: { id: string; compact?: boolean }) {
  return (
    <Link to="/requests/$id" params={{ id }} search={keepRange} className="text-13 text-accent hover:underline">
      Open {id} as a page
    </Link>
  );
}
