import { exactMoney, money, unknown } from '../../format/money.ts';
import { compact, count, percent, share } from '../../format/numbers.ts';
import { duration } from '../../format/times.ts';
import { Moment } from '../moment.tsx';
import type { Column } from '../table.tsx';

/** What all groups tell. */
export interface Figures {
  requests: number;
  errors: number;
  cost_usd: string | null;
  cost_unknown: number;
  prompt_tokens: number | null;
  completion_tokens: number | null;
}

const number = { numeric: true, sorts: true } as const;

export const requestsColumn: Column<Figures> = {
  key: 'requests',
  title: 'Requests',
  ...number,
  cell: ({ requests }) => <span title={count(requests)}>{compact(requests)}</span>,
};

/** The share of errors that stands out. */
const alarming = 0.05;

export const errorsColumn: Column<Figures> = {
  key: 'errors',
  title: 'Errors',
  ...number,
  wide: true,
  cell: ({ errors, requests }) => (
    <span
      className={errors === 0 ? 'text-quiet' : errors / requests < alarming ? '' : 'text-bad'}
      title={`${count(errors)} of ${count(requests)}, ${percent(requests === 0 ? 0 : errors / requests)}`}
    >
      {compact(errors)}
    </span>
  ),
};

export const tokensColumns: readonly Column<Figures>[] = [
  {
    key: 'prompt_tokens',
    title: 'Tokens in',
    ...number,
    wide: true,
    cell: ({ prompt_tokens }) => <Told value={prompt_tokens} format={compact} exact={count} />,
  },
  {
    key: 'completion_tokens',
    title: 'Out',
    ...number,
    wide: true,
    cell: ({ completion_tokens }) => <Told value={completion_tokens} format={compact} exact={count} />,
  },
];

export const usersColumn: Column<{ users: number }> = {
  key: 'users',
  title: 'Users',
  ...number,
  wide: true,
  cell: ({ users }) => count(users),
};

/** A column of times that calls took. */
export function timeColumn<Field extends string>(key: Field, title: string): Column<Record<Field, number | null>> {
  return {
    key,
    title,
    ...number,
    wide: true,
    cell: (row) => <Told value={row[key]} format={duration} exact={exactTime} />,
  };
}

const exactTime = (value: number) => `${count(Math.round(value))} ms`;

/** A column of moments. */
export function momentColumn<Field extends string>(key: Field, title: string): Column<Record<Field, string>> {
  return {
    key,
    title,
    ...number,
    wide: true,
    cell: (row) => <Moment at={row[key]} className="text-quiet" />,
  };
}

/**
 * What was spent, with a bar by the largest of the rows.
 *
 * @param total what the shares are of, USD; undefined until it is known, null where shares say nothing
 */
export function costColumn(rows: readonly Figures[], total: number | undefined | null): Column<Figures> {
  const most = Math.max(...rows.map(({ cost_usd }) => Number(cost_usd ?? 0)), 0);
  return {
    key: 'cost_usd',
    title: 'Cost',
    ...number,
    cell: (row) => <Cost row={row} most={most} total={total} />,
  };
}

function Cost({ row, most, total }: { row: Figures; most: number; total: number | undefined | null }) {
  const { cost_usd, cost_unknown } = row;
  const usd = Number(cost_usd ?? 0);
  const missing = cost_unknown === 0 ? '' : `${count(cost_unknown)} attempts without a known cost`;
  return (
    <span
      className={`relative flex h-7 items-center justify-end ${total === null ? 'sm:min-w-24' : 'sm:min-w-36'}`}
      title={[cost_usd === null ? 'No cost is known' : exactMoney(cost_usd), missing].filter(Boolean).join('\n')}
    >
      <span aria-hidden className="absolute -inset-x-1.5 inset-y-0.5">
        <span
          className="block h-full rounded-sm bg-accent opacity-16"
          style={{ width: `${most === 0 || usd === 0 ? 0 : Math.max(0.5, (100 * usd) / most)}%` }}
        />
      </span>
      <span className={`relative ${cost_usd === null ? 'text-quiet' : ''}`}>{money(cost_usd)}</span>
      {total !== null && (
        <span className="relative w-13 text-12 max-sm:hidden">{total && usd > 0 ? share(usd / total) : ''}</span>
      )}
    </span>
  );
}

/** A number, or that it is not known. */
export function Told({
  value,
  format,
  exact,
}: {
  value: number | null;
  format: (value: number) => string;
  exact: (value: number) => string;
}) {
  return value === null ? (
    <span className="text-quiet" title="Not known of any of its calls">
      {unknown}
    </span>
  ) : (
    <span title={exact(value)}>{format(value)}</span>
  );
}
