import { Link } from '@tanstack/react-router';
import { keepRange } from '../router.tsx';
import { useSession } from '../session.ts';
import { Account } from './account.tsx';
import { destinations } from './destinations.ts';
import { Mark } from './mark.tsx';
import { TrustDot } from './trust-dot.tsx';

/** The way to every page: a column, icons below 1100 px, a bar at the bottom of a phone. */
export function Rail() {
  const { organisation } = useSession();
  return (
    <nav
      aria-label="Pages"
      className="fixed z-30 border-line bg-paper max-sm:inset-x-0 max-sm:bottom-0 max-sm:border-t sm:inset-y-0 sm:left-0 sm:flex sm:w-14 sm:flex-col sm:border-r lg:w-[200px]"
    >
      <div className="hidden h-14 shrink-0 items-center gap-2.5 px-4 sm:flex">
        <Mark />
        <span className="truncate font-semibold text-14 max-lg:hidden" title={organisation.id}>
          {organisation.name}
        </span>
      </div>
      <ul className="flex max-sm:justify-around sm:flex-col sm:gap-0.5 sm:px-2">
        {destinations.map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              search={keepRange}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className="relative flex h-12 items-center gap-2.5 rounded px-2 text-quiet hover:bg-hover hover:text-ink max-lg:justify-center sm:h-9 sm:px-2.5"
              activeProps={{ className: 'bg-hover font-medium !text-ink' }}
              title={name}
            >
              <Icon size={17} strokeWidth={1.7} aria-hidden />
              <span className="max-lg:sr-only">{name}</span>
              {to === '/trust' && <TrustDot />}
            </Link>
          </li>
        ))}
      </ul>
      <Account />
    </nav>
  );
}
