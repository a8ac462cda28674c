import { TallyError } from '@tallystick/client';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { queries, session } from './api.ts';
import { NotFound } from './components/not-found.tsx';
import { ErrorState } from './components/states.tsx';
import { Frame } from './frame/frame.tsx';
import { NoWayIn } from './frame/no-way-in.tsx';
import { keepOrganisation } from './organisation.ts';
import { kept, parseSearch, printSearch, readSearch, withCondition } from './search.ts';
import { sessionOptions } from './session.ts';

const rootRoute = createRootRoute({
  validateSearch: readSearch,
  search: { middlewares: [keepOrganisation] },
});

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in.tsx'), 'SignIn'),
});

/** Everything else is for those who are signed in. */
const inside = createRoute({
  getParentRoute: () => rootRoute,
  id: 'inside',
  component: Frame,
  beforeLoad: async ({ location, search }) => {
    const { organisation, organisations } = await queries.ensureQueryData(sessionOptions).catch((error: unknown) => {
      if (!(error instanceof TallyError && error.status === 401)) throw error;
      throw redirect({ to: '/sign-in', search: { to: location.href } });
    });
    // So that what is copied from the address leads others to the same, whichever organisation they begin in.
    if (organisations.length > 1 && search.organisation === undefined) {
      throw redirect({ to: '.', search: { ...search, organisation: organisation.id }, replace: true });
    }
  },
  errorComponent: NoWayIn,
});

/** One page, one folder; each is loaded when it is opened. */
const pages = [
  page('/', () => import('./pages/overview/overview.tsx'), 'Overview'),
  page('/requests', () => import('./pages/requests/requests.tsx'), 'Requests'),
  page('/requests/$id', () => import('./pages/request/request.tsx'), 'Request'),
  page('/compare', () => import('./pages/compare/compare.tsx'), 'Compare'),
  page('/sessions', () => import('./pages/sessions/sessions.tsx'), 'Sessions'),
  page('/sessions/$id', () => import('./pages/session/session.tsx'), 'Session'),
  page('/users', () => import('./pages/users/users.tsx'), 'Users'),
  page('/properties', () => import('./pages/properties/properties.tsx'), 'Properties'),
  page('/models', () => import('./pages/models/models.tsx'), 'Models'),
  page('/trust', () => import('./pages/trust/trust.tsx'), 'Trust'),
  page('/settings', () => import('./pages/settings/settings.tsx'), 'Settings'),
];

function page<Module extends Record<string, unknown>>(
  path: string,
  load: () => Promise<Module>,
  name: keyof Module & string,
) {
  return createRoute({ getParentRoute: () => inside, path, component: lazyRouteComponent(load as never, name) });
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([signIn, inside.addChildren(pages)]),
  parseSearch,
  stringifySearch: printSearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} again={reset} />,
  defaultNotFoundComponent: NotFound,
});

session.addEventListener('ended', async () => {
  await router.navigate({ to: '/sign-in', search: { to: router.latestLocation.href } });
  queries.clear();
});

/** The search of a link to another page: which calls are looked at stays. */
export const keepRange = (before: Record<string, unknown>) => kept(readSearch(before));

/** The same, narrowed to the calls that meet a line. */
export const keepRangeAnd = (line: string) => (before: Record<string, unknown>) => {
  const range = keepRange(before);
  return { ...range, filter: withCondition(range.filter ?? '', line) };
};
