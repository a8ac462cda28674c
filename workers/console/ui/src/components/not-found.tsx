import { Link } from '@tanstack/react-router';
import { buttonLook } from './button.tsx';
import { Empty } from './states.tsx';

/** Of an address that leads nowhere. */
export function NotFound() {
  return (
    <main className="pt-20">
      <Empty>
        <h1 className="mb-3">There is no such page.</h1>
        <Link to="/" className={buttonLook()}>
          Go to the overview
        </Link>
      </Empty>
    </main>
  );
}
