import type { SessionsAnswer } from '@tallystick/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { api } from '../../api.ts';
import {
  costColumn,
  errorsColumn,
  momentColumn,
  requestsColumn,
  timeColumn,
  tokensColumns,
} from '../../components/groups/columns.tsx';
import { GroupList } from '../../components/groups/group-list.tsx';
import { useGroups } from '../../components/groups/use-groups.ts';
import type { Column } from '../../components/table.tsx';
import { PageBar } from '../../frame/page-bar.tsx';
import { keepRange } from '../../router.tsx';

type Row = SessionsAnswer['data'][number];

const sortFields = [
  ...(['started_at', 'duration_ms', 'requests', 'errors'] as const),
  ...(['prompt_tokens', 'completion_tokens', 'cost_usd'] as const),
] as const;

/** Conversations, agents' runs, jobs: calls that belong together. */
export function Sessions() {
  const navigate = useNavigate();
  const groups = useGroups(['sessions'], sortFields, api.querySessions);
  return (
    <>
      <PageBar title="Sessions" again={groups.pages.data?.pages[0]?.again.curl} />
      <GroupList
        caption="Sessions"
        find="Find by name or id"
        groups={groups}
        rowKey={({ session_id }) => session_id}
        onChoose={({ session_id }) => navigate({ to: '/sessions/$id', params: { id: session_id }, search: keepRange })}
        empty="No call of this time belongs to a session. Send the header Tally-Session-Id."
        columns={(rows) => columnsOf(rows)}
      />
    </>
  );
}

function columnsOf(rows: readonly Row[]): Column<Row>[] {
  return [
    {
      key: 'session_id',
      title: 'Session',
      className: 'max-w-0 w-full min-w-40',
      cell: ({ session_id, session_name }) => (
        <Link
          to="/sessions/$id"
          params={{ id: session_id }}
          search={keepRange}
          className="block truncate hover:underline"
          title={[session_name, session_id].filter(Boolean).join('\n')}
        >
          <span className="font-medium">{session_name || session_id}</span>
          {session_name && <span className="ml-2 text-12 text-quiet">{session_id}</span>}
        </Link>
      ),
    },
    {
      key: 'user_id',
      title: 'User',
      wide: true,
      cell: ({ user_id }) => (
        <span className="block max-w-32 truncate text-quiet" title={user_id || 'No call names a user'}>
          {user_id || '–'}
        </span>
      ),
    },
    requestsColumn,
    errorsColumn,
    ...tokensColumns,
    timeColumn('duration_ms', 'Duration'),
    costColumn(rows, null),
    momentColumn('started_at', 'Started'),
  ];
}
