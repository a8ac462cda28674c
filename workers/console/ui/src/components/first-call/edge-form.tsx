import { useState } from 'react';
import { Button } from '../button.tsx';
import { Field, TextInput } from '../field.tsx';

/** Asks where calls are sent, where the console was not told (EDGE_URL). */
export function EdgeForm({ edge, onEdge }: { edge: string | undefined; onEdge: (edge: string) => void }) {
  const [written, setWritten] = useState(edge ?? '');
  return (
    <form
      className="flex max-w-[560px] flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onEdge(written.trim());
      }}
    >
      <Field
        name="Address of your edge Worker"
        note="As “tally deploy” printed it; kept in this browser."
        className="min-w-60 flex-1"
      >
        <TextInput
          type="url"
          required
          pattern="https?://.+"
          placeholder="https://tallystick.example.workers.dev"
          className="font-mono"
          value={written}
          onChange={({ target }) => setWritten(target.value)}
        />
      </Field>
      <Button type="submit" className="mb-[26px]">
        Use it
      </Button>
    </form>
  );
}
