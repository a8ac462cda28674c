import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { Empty, ErrorState, Skeleton } from '../../components/states.tsx';
import { useChangeSearch, useRange } from '../../search.ts';

/** What stands below the last row: more on its way, an error, or that there is nothing. */
export function End({ question, none }: { question: UseInfiniteQueryResult; none: boolean }) {
  const { from, filter } = useRange();
  const change = useChangeSearch();
  if (question.error) {
    const again = () => (question.isFetchNextPageError ? question.fetchNextPage() : question.refetch());
    return <ErrorState error={question.error} again={again} />;
  }
  if (question.isPending) return <Skeleton rows={14} className="px-2 pt-4" />;
  if (question.hasNextPage) {
    return (
      <p role="status" className="px-2 py-3 text-13 text-quiet">
        {none ? 'Nothing yet, looking further back …' : 'Loading more …'}
      </p>
    );
  }
  if (!none) return null;
  return (
    <Empty>
      <p>{filter === '' ? 'There is no request in this time.' : 'No request in this time meets the filter.'}</p>
      <div className="mt-3 flex justify-center gap-2">
        {filter !== '' && <Button onClick={() => change({ filter: undefined })}>Clear the filter</Button>}
        {from !== '30d' && <Button onClick={() => change({ from: '30d', to: undefined })}>Look at 30 days</Button>}
      </div>
    </Empty>
  );
}
