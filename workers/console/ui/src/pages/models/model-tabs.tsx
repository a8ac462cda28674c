import { Link, useSearch } from '@tanstack/react-router';
import { readSearch, type Search } from '../../search.ts';

/** Above both lists. What belongs to one of them is not taken along. */
export function ModelTabs() {
  const { tab } = useSearch({ strict: false }) as Search;
  return (
    <nav aria-label="Lists" className="mb-3 flex gap-4 border-line border-b text-14">
      {([undefined, 'prompts'] as const).map((name) => (
        <Link
          key={name ?? 'models'}
          to="/models"
          search={(before: Record<string, unknown>) =>
            readSearch({ ...before, tab: name, sort: undefined, find: undefined, model: undefined, prompt: undefined })
          }
          aria-current={name === tab ? 'page' : undefined}
          className="-mb-px border-transparent border-b-2 pb-1.5 text-quiet hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {name === undefined ? 'Models' : 'Prompts'}
        </Link>
      ))}
    </nav>
  );
}
