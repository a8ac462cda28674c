import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Sort } from './sort.ts';

export interface Column<Row> {
  /** Of the column, and of the field that it is sorted by where `sorts`. */
  key: string;
  title: ReactNode;
  /** Numbers stand right, words left. */
  numeric?: boolean;
  sorts?: boolean;
  /** Of narrow screens it is left out. */
  wide?: boolean;
  className?: string;
  cell: (row: Row) => ReactNode;
}

/** Rows under their titles. What is sorted by is said to a reader of screens, and changed by a click on a title. */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  isCurrent,
  onChoose,
  sort,
  onSort,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Whether a row is what the page shows more of. */
  isCurrent?: (row: Row) => boolean;
  /** Of a click anywhere in a row; a link in it does the same for who has no mouse. */
  onChoose?: (row: Row) => void;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}) {
  return (
    <div className="-mx-2 overflow-x-auto">
      <table className="w-full border-collapse text-13">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line border-b text-12 text-quiet">
            {columns.map(({ key, title, numeric, sorts, wide }) => {
              const sorted = sort?.field === key ? sort.direction : undefined;
              return (
                <th
                  key={key}
                  scope="col"
                  aria-sort={sorted === undefined ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
                  className={`h-8 whitespace-nowrap px-2 font-medium ${numeric ? 'text-right' : 'text-left'} ${wide ? 'max-sm:hidden' : ''}`}
                >
                  {sorts && onSort ? (
                    <button
                      type="button"
                      className={`inline-flex items-center gap-1 hover:text-ink ${sorted ? 'text-ink' : ''}`}
                      onClick={() => onSort({ field: key, direction: sorted === 'desc' ? 'asc' : 'desc' })}
                    >
                      {title}
                      {sorted === 'desc' && <ArrowDown size={12} aria-hidden />}
                      {sorted === 'asc' && <ArrowUp size={12} aria-hidden />}
                    </button>
                  ) : (
                    title
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={`border-line border-b last:border-b-0 hover:bg-hover ${onChoose ? 'cursor-pointer' : ''} ${isCurrent?.(row) ? 'bg-accent-soft' : ''}`}
              onClick={(event) => {
                const own = event.target instanceof Element && event.target.closest('a, button');
                if (!own && getSelection()?.isCollapsed !== false) onChoose?.(row);
              }}
            >
              {columns.map(({ key, numeric, wide, className = '', cell }) => (
                <td
                  key={key}
                  className={`h-9 px-2 ${numeric ? 'whitespace-nowrap text-right tabular-nums' : 'text-left'} ${wide ? 'max-sm:hidden' : ''} ${className}`}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
