import type { Settings } from '@tallystick/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, sessionKey } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/facts.tsx';
import { TextInput } from '../../components/field.tsx';
import { Moment } from '../../components/moment.tsx';
import { Section } from '../../components/section.tsx';
import { Answered, messageOf } from '../../components/states.tsx';
import { useIsOwner, useSession } from '../../session.ts';

const key = ['settings'];

/** The organisation, and for how long its calls are kept. */
export function Organisation() {
  const settings = useQuery({ queryKey: key, queryFn: ({ signal }) => api.getSettings({ signal }) });
  const { edge_url } = useSession();
  return (
    <Answered question={settings}>
      {({ organisation, retention, version }) => (
        <div className="grid gap-7 lg:grid-cols-2 lg:gap-8">
          <Section title="Organisation">
            <Facts
              of={[
                ['Name', <Name key={organisation.name} organisation={organisation} />],
                ['Id', <code className="font-mono text-12">{organisation.id}</code>],
                ['Since', <Moment at={organisation.created_at} whole />],
                ['Calls go to', edge_url && <code className="font-mono text-12">{edge_url}</code>],
                ['Console', version],
              ]}
            />
          </Section>
          <Section title="Retention">
            <Facts
              of={[
                ['Calls', kept(retention.requests_days)],
                ['Bodies', kept(retention.bodies_days)],
              ]}
            />
            <p className="mt-2 max-w-[60ch] text-12 text-quiet">
              Of all organisations of this deployment; whoever deploys it says so, by REQUESTS_TTL_DAYS and
              BODIES_TTL_DAYS.
            </p>
          </Section>
        </div>
      )}
    </Answered>
  );
}

const kept = (days: number) => (days === 0 ? 'kept for good' : days === 1 ? 'one day' : `${days} days after the call`);

function Name({ organisation: { id, name } }: { organisation: Settings['organisation'] }) {
  const [written, setWritten] = useState<string>();
  const queries = useQueryClient();
  const rename = useMutation({
    mutationFn: (to: string) => api.renameOrganisation(id, to),
    onSuccess: () =>
      Promise.all([queries.invalidateQueries({ queryKey: key }), queries.invalidateQueries({ queryKey: sessionKey })]),
  });
  if (!useIsOwner()) return name;
  if (written === undefined) {
    return (
      <span className="flex flex-wrap items-center gap-x-3">
        {name}
        <button type="button" className="text-accent hover:underline" onClick={() => setWritten(name)}>
          Rename
        </button>
      </span>
    );
  }
  return (
    <form
      className="flex flex-wrap gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate(written);
      }}
    >
      <TextInput
        aria-label="Name of the organisation"
        className="max-w-60"
        value={written}
        maxLength={100}
        onChange={({ target }) => setWritten(target.value)}
      />
      <Button type="submit" disabled={rename.isPending || written.trim() === ''}>
        Save
      </Button>
      <Button look="bare" onClick={() => setWritten(undefined)}>
        Cancel
      </Button>
      {rename.error && (
        <span role="alert" className="basis-full text-bad">
          {messageOf(rename.error)}
        </span>
      )}
    </form>
  );
}
