import { Link, useSearch } from '@tanstack/react-router';
import type { FunctionComponent } from 'react';
import { PageTitle } from '../../components/page-title.tsx';
import type { Search } from '../../search.ts';
import { useIsOwner } from '../../session.ts';
import { Account } from './account.tsx';
import { Audit } from './audit.tsx';
import { Deletions } from './deletions.tsx';
import { Keys } from './keys/keys.tsx';
import { Members } from './members.tsx';
import { Organisation } from './organisation.tsx';
import { Prices } from './prices.tsx';

const tabs: readonly { name: string; title: string; Content: FunctionComponent; owners?: boolean }[] = [
  { name: 'keys', title: 'Keys', Content: Keys },
  { name: 'members', title: 'Members', Content: Members, owners: true },
  { name: 'organisation', title: 'Organisation', Content: Organisation },
  { name: 'prices', title: 'Prices', Content: Prices },
  { name: 'audit', title: 'Audit', Content: Audit, owners: true },
  { name: 'deletions', title: 'Deletions', Content: Deletions, owners: true },
  { name: 'account', title: 'You', Content: Account },
];

/** What belongs to the organisation rather than to its calls, a tab each; `tab` of the address says which. */
export function Settings() {
  const { tab } = useSearch({ strict: false }) as Search;
  const isOwner = useIsOwner();
  const mine = tabs.filter(({ owners }) => isOwner || !owners);
  const shown = mine.find(({ name }) => name === tab) ?? mine[0];
  return (
    <>
      <PageTitle>Settings</PageTitle>
      <nav aria-label="Settings" className="-mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
        <ul className="flex min-w-max gap-2 sm:gap-5">
          {mine.map(({ name, title }) => (
            <li
              key={name}
              ref={(element) => {
                if (name === shown?.name) element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
              }}
            >
              <Link
                to="/settings"
                search={(before: Search) => ({ ...before, tab: name })}
                aria-current={name === shown?.name ? 'page' : undefined}
                className="relative z-10 -mb-px block border-transparent border-b-2 py-2 sm:px-0.5 text-13 text-quiet hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
              >
                {title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div>{shown && <shown.Content />}</div>
    </>
  );
}
