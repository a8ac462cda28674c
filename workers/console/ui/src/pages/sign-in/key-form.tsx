import { Eye, EyeOff } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';

/** Asks for a key, in a form that password managers know how to fill and to keep. */
export function KeyForm({
  wait,
  problem,
  onKey,
}: {
  wait: boolean;
  problem: string | undefined;
  onKey: (key: string) => void;
}) {
  const [key, setKey] = useState('');
  const [shown, setShown] = useState(false);
  const id = useId();
  return (
    <form
      className="mt-8"
      onSubmit={(event) => {
        event.preventDefault();
        onKey(key.trim());
      }}
    >
      {/* Password managers keep a password under a name. */}
      <input type="text" autoComplete="username" value="tallystick" readOnly hidden />
      <label htmlFor={id} className="font-medium text-13">
        Read or admin key
      </label>
      <div className="relative mt-1.5">
        <input
          id={id}
          // biome-ignore lint/a11y/noAutofocus: the page is there for this one field
          autoFocus
          type={shown ? 'text' : 'password'}
          name="password"
          autoComplete="current-password"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="tally_r_…"
          className="h-10 w-full rounded border border-edge bg-raised pr-10 pl-3 font-mono text-13 placeholder:text-quiet aria-invalid:border-bad"
          value={key}
          onChange={(event) => setKey(event.target.value)}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        />
        <button
          type="button"
          aria-label={shown ? 'Hide the key' : 'Show the key'}
          aria-pressed={shown}
          className="absolute top-0 right-0 flex size-10 items-center justify-center rounded text-quiet hover:text-ink"
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
        </button>
      </div>
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="mt-2 break-words text-13 text-bad">
          {problem}
        </p>
      )}
      <Button look="strong" type="submit" className="mt-4 h-10 w-full" disabled={wait || key.trim() === ''}>
        {wait ? 'Signing in …' : 'Sign in'}
      </Button>
    </form>
  );
}
