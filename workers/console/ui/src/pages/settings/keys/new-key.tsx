import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api.ts';
import { Button } from '../../../components/button.tsx';
import { Choices, Field, TextArea, TextInput } from '../../../components/field.tsx';
import { Section } from '../../../components/section.tsx';
import { ShownOnce } from '../../../components/shown-once.tsx';
import { ErrorState } from '../../../components/states.tsx';
import { readProperties } from './properties-text.ts';
import { keysKey } from './questions.ts';

const kinds = {
  write: 'Write: sends calls',
  read: 'Read: sees calls, signs in a member',
  admin: 'Admin: may all, signs in an owner',
} as const;
type Kind = keyof typeof kinds;

const lasting = [
  { days: 0, name: 'Never' },
  { days: 30, name: 'In 30 days' },
  { days: 90, name: 'In 90 days' },
  { days: 365, name: 'In a year' },
];

/** Makes a key, and shows it the only time that it is ever shown. */
export function NewKey() {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Kind>('write');
  const [days, setDays] = useState(0);
  const [properties, setProperties] = useState('');
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: async () =>
      api.createKey({
        name: name.trim(),
        kind,
        default_properties: kind === 'write' ? readProperties(properties) : {},
        expires_at: days === 0 ? null : new Date(Date.now() + days * 86_400_000).toISOString(),
      }),
    onSuccess: () => {
      setName('');
      return queries.invalidateQueries({ queryKey: keysKey });
    },
  });
  return (
    <Section title="Make a key">
      <form
        className="grid gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_auto_1.4fr_auto] lg:items-start"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Field name="Name">
          <TextInput
            value={name}
            maxLength={100}
            placeholder="checkout service"
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
        <Field name="Kind">
          <Choices value={kind} onChange={({ target }) => setKind(target.value as Kind)}>
            {Object.entries(kinds).map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </Choices>
        </Field>
        <Field name="Expires">
          <Choices value={days} onChange={({ target }) => setDays(Number(target.value))}>
            {lasting.map(({ days, name }) => (
              <option key={days} value={days}>
                {name}
              </option>
            ))}
          </Choices>
        </Field>
        <Field name="Default properties" note="One name=value a line. Calls made with a write key have them.">
          <TextArea
            rows={2}
            className="font-mono"
            placeholder={'team=search\nenvironment=production'}
            disabled={kind !== 'write'}
            value={properties}
            onChange={({ target }) => setProperties(target.value)}
          />
        </Field>
        <Button look="strong" type="submit" disabled={make.isPending} className="justify-self-start lg:mt-6">
          Make the key
        </Button>
      </form>
      {make.error && <ErrorState error={make.error} />}
      {make.data && (
        <ShownOnce name="The key" text={make.data.key}>
          The {make.data.kind} key {make.data.name && `“${make.data.name}” `}is made. It is shown only now: copy it to
          where it is needed.
        </ShownOnce>
      )}
    </Section>
  );
}
