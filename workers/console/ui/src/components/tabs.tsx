import { Link, useSearch } from '@tanstack/react-router';
import { readSearch, type Search } from '../search.ts';

/**
 * Views of one page, of which the URL names one as `tab`; the first has no name.
 *
 * @param leaves what belongs to one view only, and is not taken along to another
 */
export function Tabs({
  label,
  tabs,
  leaves = [],
}: {
  label: string;
  tabs: readonly { tab: string | undefined; name: string }[];
  leaves?: readonly string[];
}) {
  const { tab: current } = useSearch({ strict: false }) as Search;
  const left = Object.fromEntries(leaves.map((key) => [key, undefined]));
  return (
    <nav aria-label={label} className="mb-3 flex gap-4 border-line border-b text-14">
      {tabs.map(({ tab, name }) => (
        <Link
          key={name}
          to="."
          search={(before: Record<string, unknown>) => readSearch({ ...before, ...left, tab })}
          activeOptions={{ exact: true }}
          aria-current={tab === current ? 'page' : undefined}
          className="-mb-px border-transparent border-b-2 pb-1.5 text-quiet hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
