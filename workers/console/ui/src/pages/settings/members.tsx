import type { Member } from '@tallystick/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { Choices, Field, TextInput } from '../../components/field.tsx';
import { Moment } from '../../components/moment.tsx';
import { Section } from '../../components/section.tsx';
import { Select } from '../../components/select.tsx';
import { Answered, ErrorState } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { SignInLink } from './sign-in-link.tsx';

const roles = [
  { value: 'owner', name: 'Owner' },
  { value: 'member', name: 'Member' },
  { value: 'viewer', name: 'Viewer, no bodies' },
] as const;
type Role = Member['role'];

const key = ['members'];

/** The people of the organisation: whom Cloudflare Access vouches for, and links that let others in once. */
export function Members() {
  const queries = useQueryClient();
  const members = useQuery({ queryKey: key, queryFn: ({ signal }) => api.listMembers({ signal }) });
  const onSuccess = () => queries.invalidateQueries({ queryKey: key });
  const put = useMutation({ mutationFn: (member: { email: string; role: Role }) => api.putMember(member), onSuccess });
  const remove = useMutation({ mutationFn: (email: string) => api.removeMember(email), onSuccess });
  const problem = put.error ?? remove.error;
  return (
    <div className="grid gap-7">
      <Section title="Members">
        <p className="mb-3 max-w-[76ch] text-13 text-quiet">
          Whoever Cloudflare Access lets through with one of these e-mails is let in here. Without Access in front of
          the console, the list lets nobody in: people sign in with keys and links.
        </p>
        <NewMember wait={put.isPending} onAdd={(member) => put.mutateAsync(member)} />
        {problem && <ErrorState error={problem} />}
        <Answered
          question={members}
          empty={{ of: (found) => found.length === 0, words: 'Nobody yet: add the first e-mail above.' }}
        >
          {(found) => (
            <Table
              caption="Members"
              rows={found}
              rowKey={({ email }) => email}
              columns={[
                { key: 'email', title: 'E-mail', className: 'break-all', cell: ({ email }) => email },
                {
                  key: 'role',
                  title: 'Role',
                  cell: ({ email, role }) => (
                    <Select
                      label={`Role of ${email}`}
                      value={role}
                      choices={roles}
                      onChoose={(to) => put.mutate({ email, role: to as Role })}
                    />
                  ),
                },
                {
                  key: 'since',
                  title: 'Since',
                  numeric: true,
                  wide: true,
                  cell: ({ created_at }) => <Moment at={created_at} whole />,
                },
                {
                  key: 'remove',
                  title: <span className="sr-only">Remove</span>,
                  numeric: true,
                  cell: ({ email }) => (
                    <ConfirmButton
                      className="!h-7"
                      sure="Remove now?"
                      aria-label={`Remove ${email}`}
                      onConfirm={() => remove.mutate(email)}
                    >
                      Remove
                    </ConfirmButton>
                  ),
                },
              ]}
            />
          )}
        </Answered>
      </Section>
      <SignInLink />
    </div>
  );
}

function NewMember({
  wait,
  onAdd,
}: {
  wait: boolean;
  onAdd: (member: { email: string; role: Role }) => Promise<unknown>;
}) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  return (
    <form
      className="mb-3 flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ email: email.trim(), role }).then(
          () => setEmail(''),
          () => undefined,
        );
      }}
    >
      <Field name="E-mail" className="w-64 max-w-full">
        <TextInput type="email" required value={email} onChange={({ target }) => setEmail(target.value)} />
      </Field>
      <Field name="Role">
        <Choices value={role} onChange={({ target }) => setRole(target.value as Role)}>
          {roles.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Choices>
      </Field>
      <Button type="submit" disabled={wait}>
        Add
      </Button>
    </form>
  );
}
