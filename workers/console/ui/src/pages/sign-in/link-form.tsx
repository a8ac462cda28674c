import type { Session } from '@tallystick/client';
import { Button, buttonLook } from '../../components/button.tsx';

/** Asks before a link takes the place of the session that there is: whoever sent it would else choose where the reader works. */
export function LinkForm({
  session: { organisation, role, actor },
  onSignIn,
}: {
  session: Session;
  onSignIn: () => void;
}) {
  return (
    <section className="mt-8 text-13" aria-label="Sign in by the link">
      <p className="break-words">
        You are signed in to {organisation.name} as {role} ({actor}). The link signs you in anew, perhaps to another
        organisation.
      </p>
      <Button look="strong" className="mt-4 h-10 w-full" onClick={onSignIn}>
        Sign in by the link
      </Button>
      <a href="/" className={`${buttonLook()} mt-2 !h-10 w-full`}>
        Stay signed in to {organisation.name}
      </a>
    </section>
  );
}
