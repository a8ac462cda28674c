import type { DeletionAnswer } from '@tallystick/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { Choices, Field, TextInput } from '../../components/field.tsx';
import { Moment } from '../../components/moment.tsx';
import { Section } from '../../components/section.tsx';
import { Answered, ErrorState } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { count } from '../../format/numbers.ts';
import { dateAndTime, inUtc } from '../../format/times.ts';
import { useRange } from '../../search.ts';

const kinds = {
  call: { name: 'Call', ask: api.deleteRequest, goes: 'All rows that the id names, also one that is yet to come.' },
  session: { name: 'Session', ask: api.deleteSession, goes: 'Its calls so far, their scores, feedback and comments.' },
  user: {
    name: 'User',
    ask: api.deleteUser,
    goes: 'The calls of this user id so far, named by header or in the body.',
  },
} as const;
type Kind = keyof typeof kinds;

const key = ['deletions'];
/** How often one that is under way is looked at. ms */
const pause = 5_000;

/** Deletes a call, a session or a user for good, and shows what was deleted before. */
export function Deletions() {
  const deletions = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.listDeletions({ limit: 200, signal }),
    refetchInterval: ({ state }) =>
      state.data?.deletions.some(({ state }) => state === 'pending') === true ? pause : false,
  });
  return (
    <div className="grid gap-7">
      <NewDeletion />
      <Section title="Deletions, the latest first">
        <Answered
          question={deletions}
          empty={{ of: (found) => found.deletions.length === 0, words: 'Nothing was deleted yet.' }}
        >
          {(found) => (
            <Table
              caption="Deletions"
              rows={found.deletions}
              rowKey={({ id }) => id}
              columns={[
                {
                  key: 'subject',
                  title: 'What',
                  className: 'py-2',
                  cell: ({ kind, subject }) => (
                    <>
                      {kinds[kind].name} <span className="break-all font-mono text-12">{subject}</span>
                    </>
                  ),
                },
                { key: 'state', title: 'State', cell: (deletion) => <State deletion={deletion} /> },
                { key: 'calls', title: 'Calls', numeric: true, cell: ({ removed }) => count(removed.requests ?? 0) },
                {
                  key: 'all',
                  title: 'All that was removed',
                  numeric: true,
                  wide: true,
                  cell: ({ removed }) => count(Object.values(removed).reduce((sum, one) => sum + one, 0)),
                },
                {
                  key: 'at',
                  title: 'Asked for',
                  numeric: true,
                  wide: true,
                  cell: ({ requested_at }) => <Moment at={requested_at} />,
                },
              ]}
            />
          )}
        </Answered>
      </Section>
    </div>
  );
}

function State({ deletion: { state, completed_at } }: { deletion: DeletionAnswer }) {
  const { zone } = useRange();
  if (completed_at === null) return <span className="text-warn">{state}</span>;
  return <span title={`${dateAndTime(completed_at, zone)}, ${inUtc(completed_at)}`}>{state}</span>;
}

function NewDeletion() {
  const [kind, setKind] = useState<Kind>('user');
  const [subject, setSubject] = useState('');
  const queries = useQueryClient();
  const ask = useMutation({
    mutationFn: () => kinds[kind].ask(subject.trim()),
    onSuccess: () => {
      setSubject('');
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <Section title="Delete for good">
      <p className="mb-3 max-w-[76ch] text-13 text-quiet">
        Rows, bodies, edits and waiting messages go, within about four minutes. A blank row stays for each call, so that
        nothing brings it back and no gap is seen. The deletion stays listed here with its id, and counts shrink.
      </p>
      <div className="flex flex-wrap items-end gap-2">
        <Field name="What">
          <Choices value={kind} onChange={({ target }) => setKind(target.value as Kind)}>
            {Object.entries(kinds).map(([value, { name }]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Choices>
        </Field>
        <Field name={`Id of the ${kind}`} className="w-96 max-w-full">
          <TextInput className="font-mono" value={subject} onChange={({ target }) => setSubject(target.value)} />
        </Field>
        <ConfirmButton
          sure="Delete for good?"
          disabled={subject.trim() === '' || ask.isPending}
          onConfirm={() => ask.mutate()}
        >
          Delete
        </ConfirmButton>
      </div>
      <p className="mt-1.5 text-12 text-quiet">{kinds[kind].goes}</p>
      {ask.error && <ErrorState error={ask.error} />}
    </Section>
  );
}
