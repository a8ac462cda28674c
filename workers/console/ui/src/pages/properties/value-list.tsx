import type { PropertyValuesAnswer } from '@tallystick/client';
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
import { type Search, useChangeSearch } from '../../search.ts';

type Row = PropertyValuesAnswer['data'][number];

const sortFields = [
  ...(['cost_usd', 'requests', 'errors', 'users', 'prompt_tokens', 'completion_tokens'] as const),
  ...(['latency_p95', 'last_seen'] as const),
] as const;

/** The values of a property, and what each cost. */
export function ValueList({ property }: { property: string }) {
  const { value } = useSearch({ strict: false }) as Search;
  const change = useChangeSearch();
  const total = useTotalCost();
  const groups = useGroups(['property values', property], sortFields, (question, options) =>
    api.queryPropertyValues({ ...question, property }, options),
  );
  // The name is in the URL with the value, which alone would mean another one later.
  const open = (chosen: string) => ({ property, value: chosen });
  return (
    <SplitView
      list={
        <GroupList
          caption={`Values of ${property}`}
          find={`Find a value of ${property}`}
          narrow={value !== undefined}
          groups={groups}
          rowKey={(row) => row.value}
          isCurrent={(row) => row.value === value}
          onChoose={(row) => change(open(row.value))}
          empty={`No call of this time has the property ${property}.`}
          columns={(rows): Column<Row>[] => [
            {
              key: 'value',
              title: property,
              className: 'max-w-0 w-full min-w-32',
              cell: (row) => <NameLink name={row.value} opens={open(row.value)} />,
            },
            requestsColumn,
            errorsColumn,
            usersColumn,
            ...tokensColumns,
            costColumn(rows, total),
            timeColumn('latency_p95', 'p95'),
            momentColumn('last_seen', 'Last seen'),
          ]}
        />
      }
      detail={
        value !== undefined && (
          <Detail
            kind={property}
            name={value}
            calls={{ field: `properties.${property}`, op: '=', value }}
            parts={['model', 'user_id']}
            onClose={() => change({ value: undefined })}
          />
        )
      }
    />
  );
}
