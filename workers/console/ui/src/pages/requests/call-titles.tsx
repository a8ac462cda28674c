import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Sort } from '../../components/sort.ts';
import { spanOf } from './call-row.tsx';
import type { Layout } from './columns.tsx';

/** The titles of the columns; a click on one sorts, where calls can be sorted by it. */
export function CallTitles({
  layout: { columns, height },
  sort,
  onSort,
}: {
  layout: Layout;
  sort: Sort;
  onSort: (sort: Sort) => void;
}) {
  return (
    <thead className="sticky top-0 z-10 block bg-paper">
      <tr
        aria-rowindex={1}
        className="call-row grid content-center items-center border-line border-b text-12 text-quiet"
        style={{ height }}
      >
        {columns.map((column) => {
          const { name, title, numeric, sortedBy } = column;
          const sorted = sortedBy !== undefined && sortedBy === sort.field ? sort.direction : undefined;
          const Arrow = sorted === 'asc' ? ArrowUp : ArrowDown;
          return (
            <th
              key={name}
              scope="col"
              style={spanOf(column)}
              aria-sort={sorted && (sorted === 'asc' ? 'ascending' : 'descending')}
              className={`truncate px-2 font-medium ${numeric ? 'text-right' : 'text-left'}`}
            >
              {sortedBy === undefined ? (
                <span title={title}>{title}</span>
              ) : (
                <button
                  type="button"
                  className={`inline-flex items-center gap-1 hover:text-ink ${sorted ? 'text-ink' : ''}`}
                  onClick={() => onSort({ field: sortedBy, direction: sorted === 'desc' ? 'asc' : 'desc' })}
                >
                  {title}
                  {sorted && <Arrow size={12} aria-hidden />}
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
