import { Download } from 'lucide-react';
import { api, useQuestion } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { CopyCall } from '../../components/copy-call.tsx';
import { Answered, Skeleton } from '../../components/states.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { useSaving } from '../../components/use-saving.ts';
import { exactMoney, money, unknown } from '../../format/money.ts';
import { useRange } from '../../search.ts';
import { firstDay, monthsShown, type SpendingTable, tableOf } from './months.ts';

/** What each value of a property cost, month by month, whatever range the page is about. */
export function SpendingReport({ property }: { property: string }) {
  const { zone, filter } = useRange();
  const months = { from: firstDay(Date.now(), zone), by: [`properties.${property}`] };
  const question = useQuestion(['properties', 'spending', months], ({ from: _, to: __, ...range }, options) =>
    api.reportSpending({ ...range, ...months }, options),
  );
  const { saving, save, cancel } = useSaving();
  const writing = saving.at === 'writing';
  const download = () => {
    const asked = { ...months, ...(filter ? { filter } : {}), time_zone: zone };
    void save(`spending-by-${property}.csv`, (signal) => api.reportSpendingAsCsv(asked, { signal }));
  };
  return (
    <section aria-label="Spending by month" className="group/panel min-w-0">
      <header className="mb-2 flex min-h-8 flex-wrap items-center gap-2">
        <h2 className="font-semibold text-14">
          Cost by {property} <span className="font-normal text-quiet">in the last {monthsShown} months</span>
        </h2>
        <span className="ml-auto flex items-center gap-1">
          <CopyCall curl={question.data?.again.curl} />
          <Button onClick={writing ? cancel : download}>
            <Download size={14} aria-hidden />
            {writing ? 'Cancel' : 'CSV'}
          </Button>
        </span>
      </header>
      {saving.at === 'failed' && (
        <p role="alert" className="mb-2 text-13 text-bad">
          {saving.why}
        </p>
      )}
      <Answered
        question={question}
        skeleton={<Skeleton rows={8} />}
        empty={{ of: ({ rows }) => rows.length === 0, words: 'Nothing was called in these months.' }}
      >
        {(answer) => <Months table={tableOf(answer)} property={property} />}
      </Answered>
    </section>
  );
}

function Months({ table: { months, rows, totals, total }, property }: { table: SpendingTable; property: string }) {
  const whole = { key: 'all', name: 'All', costs: totals.map(decimalOf), total };
  const named = rows.map(({ value, ...row }) => ({ key: `value ${value}`, name: value ?? 'Not set', ...row }));
  type Line = Omit<(typeof named)[number], 'costs'> & Pick<SpendingTable['rows'][number], 'costs'>;
  const columns: Column<Line>[] = [
    {
      key: 'value',
      title: property,
      className: 'max-w-0 w-full min-w-28',
      cell: ({ name, key }) => (
        <span className={`block truncate ${key === 'all' ? 'font-semibold' : 'font-medium'}`}>{name}</span>
      ),
    },
    ...months.map(
      (month, i): Column<Line> => ({
        key: month,
        title: nameOfMonth(month),
        numeric: true,
        className: 'min-w-24',
        cell: ({ costs, key }) => <Spent decimal={costs[i]} strong={key === 'all'} />,
      }),
    ),
    {
      key: 'total',
      title: 'Together',
      numeric: true,
      className: 'min-w-24',
      cell: ({ total }) => <Spent decimal={decimalOf(total)} strong />,
    },
  ];
  return (
    <Table
      caption={`Cost by ${property} and month`}
      columns={columns}
      rows={[...named, whole]}
      rowKey={({ key }) => key}
    />
  );
}

const decimalOf = (usd: number | null) => usd?.toFixed(12) ?? null;

function Spent({ decimal, strong }: { decimal: string | null | undefined; strong: boolean }) {
  if (decimal == null) {
    return (
      <span className="text-quiet" title={decimal === null ? 'No cost is known' : 'Nothing was called'}>
        {unknown}
      </span>
    );
  }
  return (
    <span className={strong ? 'font-semibold' : ''} title={exactMoney(Number(decimal).toFixed(12))}>
      {money(decimal)}
    </span>
  );
}

/** `Nov 2026` of `2026-11`. */
function nameOfMonth(month: string): string {
  return new Date(`${month}-01T00:00:00Z`).toLocaleString('en-GB', {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
