import type { ReactNode } from 'react';
import { Button } from '../button.tsx';
import { Answered, Skeleton } from '../states.tsx';
import { type Column, Table } from '../table.tsx';
import { FindBox } from './find-box.tsx';
import type { Groups } from './use-groups.ts';

const besideDetail = ['requests', 'cost_usd'];

/** A list of groups of calls, page after page: searched, sorted, and a row is chosen. */
export function GroupList<Row>({
  caption,
  find,
  narrow = false,
  groups: { view, pages },
  columns,
  rowKey,
  isCurrent,
  onChoose,
  empty,
}: {
  caption: string;
  /** What the search box says. */
  find: string;
  /** Whether there is room for no more than names, requests and cost. */
  narrow?: boolean;
  groups: Groups<Row>;
  /** Given the rows, since a bar's length is by the largest. */
  columns: (rows: readonly Row[]) => readonly Column<Row>[];
  rowKey: (row: Row) => string;
  isCurrent?: (row: Row) => boolean;
  onChoose?: (row: Row) => void;
  empty: ReactNode;
}) {
  return (
    <section aria-label={caption} className="min-w-0">
      <div className="mb-2">
        <FindBox label={find} text={view.find} onFind={view.setFind} />
      </div>
      <Answered
        question={pages}
        skeleton={<Skeleton rows={14} />}
        empty={{
          of: ({ pages }) => pages.every(({ data }) => data.length === 0),
          words: view.find === '' ? empty : `No name contains “${view.find}”.`,
        }}
      >
        {(data) => {
          const rows = data.pages.flatMap((page) => page.data);
          return (
            <Table
              caption={caption}
              columns={columns(rows).filter(({ key }, i) => !narrow || i === 0 || besideDetail.includes(key))}
              rows={rows}
              rowKey={rowKey}
              {...(isCurrent ? { isCurrent } : {})}
              {...(onChoose ? { onChoose } : {})}
              sort={view.sort}
              onSort={view.setSort}
            />
          );
        }}
      </Answered>
      {pages.hasNextPage && (
        <Button className="mt-3 w-full" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {pages.isFetchingNextPage ? 'Loading more' : 'Show more'}
        </Button>
      )}
    </section>
  );
}
