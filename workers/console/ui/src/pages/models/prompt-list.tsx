import type { PromptsAnswer } from '@tallystick/client';
import { useSearch } from '@tanstack/react-router';
import { api } from '../../api.ts';
import {
  costColumn,
  errorsColumn,
  momentColumn,
  requestsColumn,
  timeColumn,
  tokensColumns,
  usersColumn,
} from '../../components/groups/columns.tsx';
import { Detail } from '../../components/groups/detail.tsx';
import { GroupList } from '../../components/groups/group-list.tsx';
import { NameLink } from '../../components/groups/name-link.tsx';
import { useTotalCost } from '../../components/groups/questions.ts';
import { SplitView } from '../../components/groups/split-view.tsx';
import { useGroups } from '../../components/groups/use-groups.ts';
import type { Column } from '../../components/table.tsx';
import { PageBar } from '../../frame/page-bar.tsx';
import { type Search, useChangeSearch } from '../../search.ts';
import { ModelTabs } from './model-tabs.tsx';

type Row = PromptsAnswer['data'][number];

const sortFields = [
  ...(['cost_usd', 'requests', 'errors', 'users', 'prompt_tokens', 'completion_tokens'] as const),
  ...(['latency_p50', 'latency_p95', 'last_seen'] as const),
] as const;

/** Prompts: what the calls made from each cost. */
export function PromptList() {
  const { prompt } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const total = useTotalCost();
  const groups = useGroups(['prompts'], sortFields, api.queryPrompts);
  return (
    <>
      <PageBar title="Prompts" again={groups.pages.data?.pages[0]?.again.curl} />
      <ModelTabs />
      <SplitView
        list={
          <GroupList
            caption="Prompts"
            find="Find a prompt"
            narrow={prompt !== undefined}
            groups={groups}
            rowKey={({ prompt_id }) => prompt_id}
            isCurrent={({ prompt_id }) => prompt_id === prompt}
            onChoose={({ prompt_id }) => change({ prompt: prompt_id })}
            empty="No call of this time names a prompt. Send the header Tally-Prompt-Id."
            columns={(rows) => columnsOf(rows, total)}
          />
        }
        detail={
          prompt !== undefined && (
            <Detail
              kind="Prompt"
              name={prompt}
              calls={{ field: 'prompt_id', op: '=', value: prompt }}
              parts={['model', 'user_id']}
              onClose={() => change({ prompt: undefined })}
            />
          )
        }
      />
    </>
  );
}

function columnsOf(rows: readonly Row[], total: number | undefined): Column<Row>[] {
  return [
    {
      key: 'prompt_id',
      title: 'Prompt',
      className: 'max-w-0 w-full min-w-32',
      cell: ({ prompt_id }) => <NameLink name={prompt_id} opens={{ prompt: prompt_id }} />,
    },
    requestsColumn,
    errorsColumn,
    usersColumn,
    ...tokensColumns,
    costColumn(rows, total),
    timeColumn('latency_p50', 'p50'),
    timeColumn('latency_p95', 'p95'),
    momentColumn('last_seen', 'Last seen'),
  ];
}
