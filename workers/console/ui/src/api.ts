import { type Client, createClient, TallyError } from '@tallystick/client';
import {
  type InfiniteData,
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  type QueryKey,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { ofChosenOrganisation } from './organisation.ts';
import { useRange } from './search.ts';

/** Asks the console that served this page; the browser adds the cookie of the session. */
export const api: Client = createClient({ url: location.origin, fetch: ofChosenOrganisation });

/** Has the event `ended` when the API no longer knows who was signed in. */
export const session = new EventTarget();

export const sessionKey = ['session'];

function noteRefusal(error: unknown): void {
  const wasSignedIn = queries.getQueryData(sessionKey) !== undefined;
  if (wasSignedIn && error instanceof TallyError && error.status === 401) session.dispatchEvent(new Event('ended'));
}

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: noteRefusal }),
  mutationCache: new MutationCache({ onError: noteRefusal }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // A refusal stays one; what was away may be back.
      retry: (failures, error) => failures < 2 && !(error instanceof TallyError && error.status < 500),
    },
  },
});

/** How often a live page asks again. ms */
const livePause = 10_000;

/**
 * A question about the calls that the page looks at. What was answered before stays, dimmed, until the answer is there; a page that is
 * left ends its question, in ClickHouse as well.
 */
export function useQuestion<Answer>(
  key: QueryKey,
  ask: (range: Question, options: { signal: AbortSignal }) => Promise<Answer>,
  { enabled = true }: { enabled?: boolean } = {},
): UseQueryResult<Answer> {
  const { live, question } = useAsked();
  return useQuery({
    queryKey: [...key, question],
    queryFn: ({ signal }) => ask(question, { signal }),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: live ? livePause : false,
  });
}

/** The same of a list that comes in pages. */
export function usePages<Page extends { next_cursor: string | null }>(
  key: QueryKey,
  ask: (range: Question & { cursor?: string }, options: { signal: AbortSignal }) => Promise<Page>,
): UseInfiniteQueryResult<InfiniteData<Page>> {
  const { live, question } = useAsked();
  return useInfiniteQuery({
    queryKey: [...key, 'pages', question],
    queryFn: ({ signal, pageParam: cursor }) => ask({ ...question, ...(cursor ? { cursor } : {}) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: live ? livePause : false,
  });
}

function useAsked(): { live: boolean; question: Question } {
  const { from, to, zone, filter, live } = useRange();
  return { live, question: { from, ...(to ? { to } : {}), ...(filter ? { filter } : {}), time_zone: zone } };
}

/** What each question about calls takes. */
export interface Question {
  from: string;
  to?: string;
  filter?: string;
  time_zone: string;
}
