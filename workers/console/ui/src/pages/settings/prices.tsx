import type { MissingPrices, OwnPrice } from '@tallystick/client';
import { setPriceLine } from '@tallystick/log/price-options';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../api.ts';
import { Command } from '../../components/command.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { CopyCall } from '../../components/copy-call.tsx';
import { Moment } from '../../components/moment.tsx';
import { Section } from '../../components/section.tsx';
import { Answered } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { visible } from '../../components/text/visible.ts';
import { compact, count } from '../../format/numbers.ts';
import { conditionLine } from '../../search.ts';
import { priceWords } from './price-words.ts';

type Missing = MissingPrices['missing'][number];

const since = '30d';

/** What models cost by the organisation's own word, and which have no price at all. */
export function Prices() {
  return (
    <div className="grid gap-7">
      <OwnPrices />
      <WithoutPrice />
    </div>
  );
}

function OwnPrices() {
  const prices = useQuery({ queryKey: ['prices'], queryFn: ({ signal }) => api.listPrices({ signal }) });
  return (
    <Section title="Prices of your own">
      <div className="mb-3 max-w-[76ch] text-13 text-quiet">
        They win over the price list and over what a provider reports. Per million tokens; requests and searches per
        thousand. An owner sets them, and new calls have them within half a minute:
        <Command>npx pnpm@12 tally prices set PROVIDER/MODEL --input 3 --output 12</Command>
      </div>
      <Answered
        question={prices}
        empty={{
          of: (found) => found.length === 0,
          words: 'None yet: calls have the listed price, where there is one.',
        }}
      >
        {(found) => (
          <Table<OwnPrice>
            caption="Prices of your own"
            rows={found}
            rowKey={({ id }) => id}
            columns={[
              {
                key: 'model',
                title: 'Model',
                className: 'break-all py-2 align-top font-mono text-12',
                cell: ({ provider, model }) => visible(`${provider}/${model}`),
              },
              {
                key: 'prices',
                title: 'USD',
                className: 'py-2 align-top',
                cell: ({ prices }) => (
                  <ul>
                    {priceWords(prices).map((words) => (
                      <li key={words}>{words}</li>
                    ))}
                  </ul>
                ),
              },
              {
                key: 'from',
                title: 'Calls from',
                numeric: true,
                className: 'whitespace-nowrap py-2 align-top',
                cell: ({ from }) => (from === null ? 'all' : <Moment at={from} whole />),
              },
              {
                key: 'set',
                title: 'Set',
                numeric: true,
                wide: true,
                className: 'whitespace-nowrap py-2 align-top',
                cell: ({ set_at }) => <Moment at={set_at} whole />,
              },
            ]}
          />
        )}
      </Answered>
    </Section>
  );
}

function WithoutPrice() {
  const missing = useQuery({
    queryKey: ['prices', 'missing'],
    queryFn: ({ signal }) => api.findMissingPrices({ from: since, signal }),
  });
  return (
    <Section
      title="Tokens without a cost, in the last 30 days"
      className="group/panel"
      aside={<CopyCall curl={missing.data?.again.curl} />}
    >
      <Answered
        question={missing}
        empty={{ of: (found) => found.missing.length === 0, words: 'Every call with tokens has a cost.' }}
      >
        {(found) => (
          <>
            <Table<Missing>
              caption="Calls without a cost, by model and reason"
              rows={found.missing}
              rowKey={({ provider, model, priced_as, reason }) => JSON.stringify([provider, model, priced_as, reason])}
              columns={[
                {
                  key: 'model',
                  title: 'Model',
                  className: 'py-2 align-top',
                  cell: (one) => (
                    <>
                      <Link
                        to="/requests"
                        search={{
                          from: since,
                          filter: conditionLine({ provider: one.provider, model: one.model, cost_source: 'unknown' }),
                        }}
                        className="break-all font-mono text-12 text-accent hover:underline"
                      >
                        {visible(`${one.provider}/${one.model}`)}
                      </Link>
                      {one.priced_as !== null && (
                        <span className="text-12 [overflow-wrap:anywhere]">, priced as {visible(one.priced_as)}</span>
                      )}
                      {one.reason !== null && <Remark>{visible(one.reason)}</Remark>}
                      {one.priced_by_now && <Remark>a price is known by now: price stored calls again</Remark>}
                    </>
                  ),
                },
                {
                  key: 'calls',
                  title: 'Calls',
                  numeric: true,
                  className: 'align-top py-2',
                  cell: (one) => count(one.calls),
                },
                {
                  key: 'tokens',
                  title: 'Tokens',
                  numeric: true,
                  className: 'align-top py-2',
                  cell: (one) => compact((one.prompt_tokens ?? 0) + (one.completion_tokens ?? 0)),
                },
                {
                  key: 'seen',
                  title: 'Last seen',
                  numeric: true,
                  wide: true,
                  className: 'whitespace-nowrap align-top py-2',
                  cell: ({ last_seen }) => <Moment at={last_seen} whole />,
                },
                {
                  key: 'set',
                  title: <span className="sr-only">Set a price</span>,
                  numeric: true,
                  wide: true,
                  className: 'align-top py-1',
                  cell: (one) => <Remedy of={one} />,
                },
              ]}
            />
            {found.partial && <p className="mt-2 text-12 text-quiet">There are more: the API answers for less time.</p>}
          </>
        )}
      </Answered>
    </Section>
  );
}

function Remark({ children }: { children: ReactNode }) {
  return <span className="block text-12 text-quiet [overflow-wrap:anywhere]">{children}</span>;
}

/** The command that gives such calls a cost, where there is one. */
function Remedy({ of: { provider, set, priced_by_now } }: { of: Missing }) {
  const line = set ? setPriceLine(provider, set) : priced_by_now && `npx pnpm@12 tally reprice --since ${since}`;
  if (!line) return null;
  return (
    <CopyButton look="bare" className="!h-7" title={line} text={line}>
      Copy command
    </CopyButton>
  );
}
