import type { Key } from '@tallystick/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../api.ts';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { Moment } from '../../../components/moment.tsx';
import { Section } from '../../../components/section.tsx';
import { Answered, ErrorState } from '../../../components/states.tsx';
import { type Column, Table } from '../../../components/table.tsx';
import { unknown } from '../../../format/money.ts';
import { count } from '../../../format/numbers.ts';
import { conditionLine } from '../../../search.ts';
import { useIsOwner } from '../../../session.ts';
import { NewKey } from './new-key.tsx';
import { keysKey, useApiKeys, usedFrom, useKeyCalls } from './questions.ts';

/** The keys of the organisation: what each is for, whether it is used, and its end. */
export function Keys() {
  const keys = useApiKeys();
  const isOwner = useIsOwner();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => api.revokeKey(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: keysKey }),
  });
  const columns = useColumns(isOwner ? (id) => revoke.mutate(id) : undefined);
  return (
    <div className="grid gap-7">
      {isOwner && <NewKey />}
      <Section title="Keys">
        {revoke.error && <ErrorState error={revoke.error} />}
        <Answered question={keys} empty={{ of: (found) => found.length === 0, words: 'There are none yet.' }}>
          {(found) => (
            <Table caption="Keys" rows={[...found].sort(byState)} rowKey={({ id }) => id} columns={columns} />
          )}
        </Answered>
        <p className="mt-2 text-12 text-quiet">
          {!isOwner && 'Owners make and revoke keys. '}A key itself is stored nowhere. The edge refuses one that was
          revoked within a minute.
        </p>
      </Section>
    </div>
  );
}

/** Those that count, the latest first, before those that do not. */
function byState(one: Key, other: Key): number {
  return Number(hasEnded(one)) - Number(hasEnded(other)) || other.created_at.localeCompare(one.created_at);
}

function hasEnded({ revoked_at, expires_at }: Key): boolean {
  return revoked_at !== null || (expires_at !== null && Date.parse(expires_at) <= Date.now());
}

function useColumns(onRevoke: ((id: string) => void) | undefined): Column<Key>[] {
  const calls = useKeyCalls().data;
  const columns: Column<Key>[] = [
    {
      key: 'name',
      title: 'Name',
      className: 'py-2',
      cell: (key) => (
        <span className={hasEnded(key) ? 'text-quiet' : ''}>
          <span className="break-words">{key.name || 'without a name'}</span>
          <span className="block font-mono text-12 text-quiet">{key.id}</span>
        </span>
      ),
    },
    { key: 'kind', title: 'Kind', cell: ({ kind }) => kind },
    {
      key: 'properties',
      title: 'Default properties',
      wide: true,
      className: 'break-words text-12',
      cell: ({ default_properties }) =>
        Object.entries(default_properties)
          .map(([name, value]) => `${name}=${value}`)
          .join(', '),
    },
    {
      key: 'calls',
      title: 'Calls, 30 days',
      numeric: true,
      wide: true,
      cell: (key) => <Calls of={key} number={calls && (calls.get(key.id) ?? 0)} />,
    },
    { key: 'ends', title: 'Ends', numeric: true, wide: true, cell: (key) => <End of={key} /> },
  ];
  if (!onRevoke) return columns;
  return [
    ...columns,
    {
      key: 'revoke',
      title: <span className="sr-only">Revoke</span>,
      numeric: true,
      cell: (key) =>
        key.revoked_at === null ? (
          <ConfirmButton className="!h-7" sure="Revoke for good?" onConfirm={() => onRevoke(key.id)}>
            Revoke
          </ConfirmButton>
        ) : (
          <span className="text-quiet">revoked</span>
        ),
    },
  ];
}

function Calls({ of: { id, kind }, number }: { of: Key; number: number | undefined }) {
  if (kind !== 'write') return <span title="Only write keys make calls">{unknown}</span>;
  if (number === undefined) return <span title="Not counted yet">{unknown}</span>;
  if (number === 0) return <span className="text-quiet">none</span>;
  return (
    <Link
      to="/requests"
      search={{ from: usedFrom, filter: conditionLine({ key_id: id }) }}
      className="text-accent hover:underline"
    >
      {count(number)}
    </Link>
  );
}

function End({ of: { revoked_at, expires_at } }: { of: Key }) {
  const at = revoked_at ?? expires_at;
  if (at === null) return <span className="text-quiet">never</span>;
  return <Moment at={at} whole />;
}
