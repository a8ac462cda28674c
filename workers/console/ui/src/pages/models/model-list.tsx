import type { ModelsAnswer } from '@tallystick/client';
import { useSearch } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { api } from '../../api.ts';
import {
  costColumn,
  errorsColumn,
  requestsColumn,
  Told,
  timeColumn,
  tokensColumns,
} from '../../components/groups/columns.tsx';
import { Detail } from '../../components/groups/detail.tsx';
import { GroupList } from '../../components/groups/group-list.tsx';
import { NameLink } from '../../components/groups/name-link.tsx';
import { useTotalCost } from '../../components/groups/questions.ts';
import { SplitView } from '../../components/groups/split-view.tsx';
import { useGroups } from '../../components/groups/use-groups.ts';
import type { Column } from '../../components/table.tsx';
import { exactMoney, money } from '../../format/money.ts';
import { count } from '../../format/numbers.ts';
import { dateAndTime } from '../../format/times.ts';
import { PageBar } from '../../frame/page-bar.tsx';
import { type Search, useChangeSearch, useRange } from '../../search.ts';
import { callsOf, printModel, readModel } from './model-of.ts';
import { ModelTabs } from './model-tabs.tsx';
import { Unpriced, useUnpriced } from './unpriced.tsx';

type Row = ModelsAnswer['data'][number];

const sortFields = [
  ...(['cost_usd', 'requests', 'errors', 'prompt_tokens', 'completion_tokens'] as const),
  ...(['latency_p50', 'latency_p95', 'ttft_p50', 'tokens_per_second'] as const),
] as const;

/** Models: what they cost, how fast they answer, how often they fail; before all, those without a price. */
export function ModelList() {
  const { model } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const total = useTotalCost();
  const withoutPrice = new Set(useUnpriced().data?.data.map(printModel));
  const groups = useGroups(['models'], sortFields, api.queryModels);
  return (
    <>
      <PageBar title="Models" again={groups.pages.data?.pages[0]?.again.curl} />
      <ModelTabs />
      {model === undefined && <Unpriced />}
      <SplitView
        list={
          <GroupList
            caption="Models"
            find="Find a model"
            narrow={model !== undefined}
            groups={groups}
            rowKey={printModel}
            isCurrent={(row) => printModel(row) === model}
            onChoose={(row) => change({ model: printModel(row) })}
            empty="No model was called in this time."
            columns={(rows) => columnsOf(rows, total, withoutPrice)}
          />
        }
        detail={
          model !== undefined && <ModelDetail key={model} text={model} onClose={() => change({ model: undefined })} />
        }
      />
    </>
  );
}

function columnsOf(rows: readonly Row[], total: number | undefined, withoutPrice: ReadonlySet<string>): Column<Row>[] {
  return [
    {
      key: 'model',
      title: 'Model',
      className: 'max-w-0 w-full min-w-40',
      cell: (row) => (
        <span className="flex items-center gap-1.5">
          {withoutPrice.has(printModel(row)) && (
            <TriangleAlert size={14} className="shrink-0 text-warn" role="img" aria-label="Has calls without a price" />
          )}
          <NameLink name={row.model} opens={{ model: printModel(row) }} />
        </span>
      ),
    },
    {
      key: 'provider',
      title: 'Provider',
      wide: true,
      cell: ({ provider }) => <span className="text-quiet">{provider}</span>,
    },
    requestsColumn,
    errorsColumn,
    ...tokensColumns,
    costColumn(rows, total),
    { key: 'per_1000', title: 'Per 1k', numeric: true, wide: true, cell: perThousand },
    timeColumn('latency_p50', 'p50'),
    timeColumn('latency_p95', 'p95'),
    timeColumn('ttft_p50', 'First byte'),
    {
      key: 'tokens_per_second',
      title: 'Tokens/s',
      numeric: true,
      sorts: true,
      wide: true,
      cell: ({ tokens_per_second }) => (
        <Told
          value={tokens_per_second}
          format={(value) => value.toFixed(value < 10 ? 1 : 0)}
          exact={(value) => `${value.toFixed(2)} output tokens a second while they are generated`}
        />
      ),
    },
  ];
}

/** What a thousand requests cost at what they cost now. */
function perThousand({ cost_usd, requests }: Row) {
  const usd = cost_usd === null || requests === 0 ? null : String((Number(cost_usd) * 1000) / requests);
  return <span title={usd === null ? 'No cost is known' : exactMoney(Number(usd).toFixed(12))}>{money(usd)}</span>;
}

function ModelDetail({ text, onClose }: { text: string; onClose: () => void }) {
  const model = readModel(text);
  const { zone } = useRange();
  const { data } = useUnpriced();
  const row = data?.data.find((one) => printModel(one) === text);
  return (
    <Detail
      kind={`Model of ${model.provider}`}
      name={model.model}
      calls={callsOf(model)}
      parts={['user_id', 'prompt_id']}
      onClose={onClose}
    >
      {row && (
        <p className="mb-3 rounded bg-warn-soft px-3 py-1.5 text-13">
          Attempts without a price: {count(row.cost_unknown)}, the last {dateAndTime(row.last_seen, zone)}.
        </p>
      )}
    </Detail>
  );
}
