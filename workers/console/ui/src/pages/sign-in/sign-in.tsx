import { createClient, type Session, TallyError } from '@tallystick/client';
import { useMutation } from '@tanstack/react-query';
import { useLocation, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { api } from '../../api.ts';
import { Command } from '../../components/command.tsx';
import { messageOf } from '../../components/states.tsx';
import { Mark } from '../../frame/mark.tsx';
import type { Search } from '../../search.ts';
import { KeyForm } from './key-form.tsx';
import { LinkForm } from './link-form.tsx';
import { wayOn } from './way-on.ts';

/** Lets somebody in by a key, or by the code of a link, which stands in the address and signs in by itself where nobody is signed in. */
export function SignIn() {
  const router = useRouter();
  const { to } = useSearch({ strict: false }) as Search;
  const code = useLocation({ select: ({ hash }) => hash });
  const signIn = useMutation({
    mutationFn: (by: { key: string } | { code: string }) => api.signIn(by),
    // Loaded anew: nothing of another session stays in the page, and the way on may be to another organisation.
    onSuccess: () => location.replace(wayOn(to, location.origin)),
  });
  const { mutate } = signIn;
  const arrival = useMutation({
    mutationFn: (_code: string) => sessionThere(),
    onSuccess: (session, arrived) => {
      if (!session) mutate({ code: arrived });
    },
  });
  const used = useRef('');
  const { mutate: arrive } = arrival;
  useEffect(() => {
    if (code === '' || used.current === code) return;
    used.current = code;
    // A code counts once; nobody is to find it in the history.
    router.history.replace(`${location.pathname}${location.search}`);
    arrive(code);
  }, [code, arrive, router]);
  const byLink = arrival.isPending || (signIn.variables !== undefined && 'code' in signIn.variables);
  const wait = arrival.isPending || signIn.isPending || signIn.isSuccess;
  const problem = signIn.error ?? arrival.error;
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[14vh] pb-12">
      <div className="w-full max-w-[400px]">
        <div className="flex items-center gap-3">
          <Mark size={32} />
          <h1 className="font-semibold text-20">Tallystick</h1>
        </div>
        {wait && byLink ? (
          <p role="status" className="mt-8 text-quiet">
            Signing in with the link …
          </p>
        ) : arrival.data && signIn.isIdle ? (
          <LinkForm session={arrival.data} onSignIn={() => mutate({ code: arrival.variables })} />
        ) : (
          <KeyForm wait={wait} problem={problem ? messageOf(problem) : undefined} onKey={(key) => mutate({ key })} />
        )}
        <section className="mt-10 border-line border-t pt-4 text-13 text-quiet" aria-label="Ways in">
          <p>A link that signs in once, for 15 minutes, is printed where Tallystick is run from:</p>
          <Command>npx pnpm@12 tally sign-in</Command>
          <p className="mt-3">
            An owner makes read and admin keys under Settings, Keys, or with{' '}
            <code className="font-mono text-12 text-ink">npx pnpm@12 tally keys create --kind read</code>. A key of your
            services, <code className="font-mono text-12 text-ink">tally_w_…</code>, only sends calls and opens nothing.
          </p>
        </section>
      </div>
    </main>
  );
}

/** Whoever is signed in, whatever organisation the address names: the link may be of anybody. */
async function sessionThere(): Promise<Session | undefined> {
  try {
    return await createClient({ url: location.origin }).getOwnSession();
  } catch (error) {
    // 403 is somebody whom Cloudflare Access lets in, and who is a member of nothing here.
    if (error instanceof TallyError && (error.status === 401 || error.status === 403)) return undefined;
    throw error;
  }
}
