import { Link } from '@tanstack/react-router';
import { CopyCall } from '../../components/copy-call.tsx';
import { Moment } from '../../components/moment.tsx';
import { Section } from '../../components/section.tsx';
import { Answered, Skeleton } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { compact, count } from '../../format/numbers.ts';
import { conditionLine } from '../../search.ts';
import { unpricedFrom, useUnpricedModels } from './questions.ts';

/** Models whose calls cost something that nobody knows. */
export function Unpriced() {
  const question = useUnpricedModels();
  const sorted = { sort: 'cost_unknown', from: unpricedFrom };
  return (
    <Section
      title="Without a known price, in the last 30 days"
      className="group/panel"
      aside={
        <span className="flex items-center gap-1">
          <CopyCall curl={question.data?.again.curl} />
          <Link to="/models" search={sorted} className="whitespace-nowrap text-13 text-accent hover:underline">
            All models
          </Link>
        </span>
      }
    >
      <Answered
        question={question}
        skeleton={<Skeleton rows={3} />}
        empty={{ of: ({ models }) => models.length === 0, words: 'Every call of the last 30 days has a price.' }}
      >
        {({ models }) => (
          <>
            <Table
              caption="Models without a known price"
              rows={models}
              rowKey={({ provider, model }) => `${provider} ${model}`}
              columns={[
                {
                  key: 'model',
                  title: 'Model',
                  cell: ({ provider, model }) => (
                    <Link
                      to="/requests"
                      search={{
                        from: unpricedFrom,
                        filter: conditionLine({ provider, model, cost_source: 'unknown' }),
                      }}
                      className="text-accent hover:underline"
                    >
                      {model || 'none'}
                    </Link>
                  ),
                },
                { key: 'provider', title: 'Provider', wide: true, cell: ({ provider }) => provider },
                { key: 'unknown', title: 'Unknown cost', numeric: true, cell: (row) => count(row.cost_unknown) },
                { key: 'requests', title: 'Requests', numeric: true, cell: (row) => count(row.requests) },
                {
                  key: 'tokens',
                  title: 'Tokens',
                  numeric: true,
                  wide: true,
                  cell: ({ prompt_tokens, completion_tokens }) =>
                    compact(
                      prompt_tokens === null || completion_tokens === null ? null : prompt_tokens + completion_tokens,
                    ),
                },
                {
                  key: 'seen',
                  title: 'Last seen',
                  numeric: true,
                  wide: true,
                  cell: ({ last_seen }) => <Moment at={last_seen} whole />,
                },
              ]}
            />
            <p className="mt-2 max-w-[76ch] text-12 text-quiet">
              Their cost is unknown and in no sum: no list has a price, or the provider said no tokens. The call says
              which, and{' '}
              <Link to="/settings" search={{ tab: 'prices' }} className="text-accent hover:underline">
                a price of your own
              </Link>{' '}
              is a line away.
            </p>
          </>
        )}
      </Answered>
    </Section>
  );
}
