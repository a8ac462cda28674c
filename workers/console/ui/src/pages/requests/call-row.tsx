import type { Filter } from '@tallystick/filter';
import { memo } from 'react';
import type { Call, CallColumn, Layout } from './columns.tsx';

/** One call. A click on a value filters by it, one elsewhere opens the call. */
export const CallRow = memo(function CallRow({
  call,
  layout: { columns, height },
  zone,
  id,
  index,
  start,
  active,
  onOpen,
  onNarrow,
}: {
  call: Call;
  layout: Layout;
  zone: string;
  id: string;
  /** Among all rows, the titles' one not counted. */
  index: number;
  /** Px from the top. */
  start: number;
  active: boolean;
  onOpen: (index: number) => void;
  onNarrow: (condition: Filter, exclude: boolean) => void;
}) {
  return (
    <tr
      id={id}
      aria-rowindex={index + 2}
      aria-selected={active}
      className="call-row absolute left-0 grid w-full cursor-pointer content-center items-center border-line border-b text-13 hover:bg-hover aria-selected:bg-accent-soft"
      style={{ height, transform: `translateY(${start}px)` }}
      onClick={() => onOpen(index)}
    >
      {columns.map((column) => (
        <td
          key={column.name}
          style={spanOf(column)}
          className={`truncate px-2 ${column.numeric ? 'text-right tabular-nums' : ''} ${column.name === 'preview' ? '' : 'whitespace-nowrap'}`}
        >
          <Cell call={call} column={column} zone={zone} reachable={active} onNarrow={onNarrow} />
        </td>
      ))}
    </tr>
  );
});

export const spanOf = ({ span }: CallColumn) => (span === undefined ? undefined : { gridColumn: `span ${span}` });

function Cell({
  call,
  column,
  zone,
  reachable,
  onNarrow,
}: {
  call: Call;
  column: CallColumn;
  zone: string;
  /** By keys: those of the active row are, else there would be hundreds on the way. */
  reachable: boolean;
  onNarrow: (condition: Filter, exclude: boolean) => void;
}) {
  const condition = column.condition(call);
  const content = column.cell(call, zone);
  if (!condition) return content;
  return (
    <button
      type="button"
      tabIndex={reachable ? 0 : -1}
      title="Click to filter, with Alt to exclude"
      className="max-w-full truncate rounded-sm decoration-edge underline-offset-3 hover:underline"
      onClick={(event) => {
        event.stopPropagation();
        onNarrow(condition, event.altKey);
      }}
    >
      {content}
    </button>
  );
}
