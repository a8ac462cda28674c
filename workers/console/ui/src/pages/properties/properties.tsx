import { useSearch } from '@tanstack/react-router';
import { api, useQuestion } from '../../api.ts';
import { Answered, Skeleton } from '../../components/states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { PageBar } from '../../frame/page-bar.tsx';
import type { Search } from '../../search.ts';
import { CostByValue } from './cost-by-value.tsx';
import { PropertyNames } from './property-names.tsx';
import { SpendingReport } from './spending-report.tsx';
import { ValueList } from './value-list.tsx';

/** More names than anybody reads. */
const mostNames = 500;

const tabs = [
  { tab: undefined, name: 'Values' },
  { tab: 'months', name: 'Spending by month' },
];

/** What calls are marked with: the names, and what each value of one cost. */
export function Properties() {
  const { property, value, tab } = useSearch({ strict: false }) as Search;
  const question = useQuestion(['properties'], (range, options) =>
    api.queryProperties({ ...range, limit: mostNames }, options),
  );
  return (
    <>
      <PageBar title="Properties" again={question.data?.again.curl} />
      <Answered
        question={question}
        skeleton={<Skeleton rows={14} />}
        empty={{
          of: ({ data }) => data.length === 0 && property === undefined,
          words: 'No call of this time has a property. Send a header such as Tally-Property-Team: support.',
        }}
      >
        {({ data }) => {
          const name = property ?? (data.find(({ values }) => values > 1) ?? data[0])?.name ?? '';
          return (
            <div className={value === undefined ? 'grid gap-x-8 gap-y-5 lg:grid-cols-[13rem_minmax(0,1fr)]' : ''}>
              {value === undefined && <PropertyNames properties={data} chosen={name} />}
              <div className="min-w-0">
                {value === undefined && <Tabs label="Views" tabs={tabs} />}
                {tab === 'months' && value === undefined ? (
                  <SpendingReport property={name} />
                ) : (
                  <>
                    {value === undefined && <CostByValue property={name} />}
                    <ValueList key={name} property={name} />
                  </>
                )}
              </div>
            </div>
          );
        }}
      </Answered>
    </>
  );
}
