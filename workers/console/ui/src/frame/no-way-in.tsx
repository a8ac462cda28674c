import { TallyError } from '@tallystick/client';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { buttonLook } from '../components/button.tsx';
import { ErrorState } from '../components/states.tsx';
import { chosenOrganisation } from '../organisation.ts';

/** Why there is no page, and where the address names an organisation of others, the way to one's own. */
export function NoWayIn({ error, reset }: ErrorComponentProps) {
  const isOfOthers = chosenOrganisation() !== null && error instanceof TallyError && error.status === 403;
  return (
    <main className="mx-auto max-w-[640px] px-4 pt-[14vh]">
      <h1 className="sr-only">Tallystick</h1>
      <ErrorState error={error} again={reset} />
      {isOfOthers && (
        // No link of the router, which stays in the organisation.
        <a href="/" className={buttonLook()}>
          Open your own organisation
        </a>
      )}
    </main>
  );
}
