import type { SignInLink as Made } from '@tallystick/client';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/section.tsx';
import { ShownOnce } from '../../components/shown-once.tsx';
import { ErrorState } from '../../components/states.tsx';
import { clock } from '../../format/times.ts';
import { useRange } from '../../search.ts';

const roles = ['owner', 'member', 'viewer'] as const;

/** Makes links that let somebody in once, without Cloudflare Access and without a key. */
export function SignInLink() {
  const { zone } = useRange();
  const link = useMutation<Made, Error, (typeof roles)[number]>({
    mutationFn: (role) => api.createSignInLink({ role }),
  });
  return (
    <Section title="Let somebody in by a link">
      <p className="mb-3 max-w-[76ch] text-13 text-quiet">
        It signs in whoever opens it first, for a working day, and only within 15 minutes. Send it only to whom it is
        for.
      </p>
      <div className="flex flex-wrap gap-2">
        {roles.map((role) => (
          <Button key={role} disabled={link.isPending} onClick={() => link.mutate(role)}>
            Make a link for {role === 'owner' ? 'an' : 'a'} {role}
          </Button>
        ))}
      </div>
      {link.error && <ErrorState error={link.error} />}
      {link.data && (
        <ShownOnce text={link.data.url} name="Sign-in link">
          For one {link.variables}, until {clock(link.data.expires_at, zone)}. It is shown only now.
        </ShownOnce>
      )}
    </Section>
  );
}
