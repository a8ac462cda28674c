import { useMutation } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useIsOwner } from '../../session.ts';
import { Button } from '../button.tsx';
import { messageOf } from '../states.tsx';

/** What stands in the snippets until there is a key. */
export const keyToCome = 'YOUR_WRITE_KEY';

/** Fills the snippets in with a key that is made here; others than owners put in their own. */
export function WriteKey({ made, onMade }: { made: string | undefined; onMade: (key: string) => void }) {
  const isOwner = useIsOwner();
  const make = useMutation({
    mutationFn: () => api.createKey({ kind: 'write', name: 'first call' }),
    onSuccess: ({ key }) => onMade(key),
  });
  if (made !== undefined) {
    return (
      <p className="text-13" role="status">
        The key is in the snippet, and shown only now. It is listed under Settings as “first call”.
      </p>
    );
  }
  if (!isOwner) {
    return (
      <p className="text-13">
        Put a write key of your organisation in place of <code className="font-mono text-12">{keyToCome}</code>: owners
        make them under Settings.
      </p>
    );
  }
  return (
    <p className="flex flex-wrap items-center gap-3 text-13">
      <Button look="strong" disabled={make.isPending} onClick={() => make.mutate()}>
        Make a write key
      </Button>
      <span className="min-w-0 flex-1 basis-52">
        {make.error ? (
          <span role="alert" className="text-bad">
            {messageOf(make.error)}
          </span>
        ) : (
          <>
            and have it filled in, or put in one of yours for <code className="font-mono text-12">{keyToCome}</code>.
          </>
        )}
      </span>
    </p>
  );
}
