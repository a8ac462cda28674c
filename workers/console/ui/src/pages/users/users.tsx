import type { UsersAnswer } from '@tallystick/client';
import { useSearch } from '@tanstack/react-router';
import { api } from '../../api.ts';
import {
  costColumn,
  errorsColumn,
  momentColumn,
  requestsColumn,
  tokensColumns,
} from '../../components/groups/columns.tsx';
import { Detail } from '../../components/groups/detail.tsx';
import { GroupList } from '../../components/groups/group-list.tsx';
import { NameLink } from '../../components/groups/name-link.tsx';
import { useTotalCost } from '../../components/groups/questions.ts';
import { SplitView } from '../../components/groups/split-view.tsx';
import { useGroups } from '../../components/groups/use-groups.ts';
import type { Column } from '../../components/table.tsx';
import { count } from '../../format/numbers.ts';
import { PageBar } from '../../frame/page-bar.tsx';
import { type Search, useChangeSearch } from '../../search.ts';

type Row = UsersAnswer['data'][number];

const sortFields = [
  ...(['cost_usd', 'requests', 'errors', 'sessions', 'prompt_tokens', 'completion_tokens'] as const),
  ...(['first_seen', 'last_seen'] as const),
] as const;

/** Who calls, and what each costs. */
export function Users() {
  const { user } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const total = useTotalCost();
  const groups = useGroups(['users'], sortFields, api.queryUsers);
  return (
    <>
      <PageBar title="Users" again={groups.pages.data?.pages[0]?.again.curl} />
      <SplitView
        list={
          <GroupList
            caption="Users"
            find="Find a user"
            narrow={user !== undefined}
            groups={groups}
            rowKey={({ user_id }) => user_id}
            isCurrent={({ user_id }) => user_id === user}
            onChoose={({ user_id }) => change({ user: user_id })}
            empty="No call of this time names a user. Send the header Tally-User-Id."
            columns={(rows) => columnsOf(rows, total)}
          />
        }
        detail={
          user !== undefined && (
            <Detail
              kind="User"
              name={user}
              calls={{ field: 'user_id', op: '=', value: user }}
              parts={['model', 'prompt_id']}
              onClose={() => change({ user: undefined })}
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
      key: 'user_id',
      title: 'User',
      className: 'max-w-0 w-full min-w-32',
      cell: ({ user_id }) => <NameLink name={user_id} opens={{ user: user_id }} />,
    },
    requestsColumn,
    errorsColumn,
    {
      key: 'sessions',
      title: 'Sessions',
      numeric: true,
      sorts: true,
      wide: true,
      cell: ({ sessions }) => count(sessions),
    },
    ...tokensColumns,
    costColumn(rows, total),
    momentColumn('first_seen', 'First seen'),
    momentColumn('last_seen', 'Last seen'),
  ];
}
