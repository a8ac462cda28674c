import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { money } from '../../format/money.ts';
import { compact } from '../../format/numbers.ts';
import { duration } from '../../format/times.ts';
import { Button, buttonLook } from '../button.tsx';
import { messageOf } from '../states.tsx';
import { Status } from '../status.tsx';

/** How often the first call is looked for. ms */
const pause = 1_000;
const columns = [
  'request_id',
  'model',
  'status',
  'failed',
  'finish',
  'prompt_tokens',
  'completion_tokens',
  'cost_usd',
  'latency_ms',
] as const;

/** A pulse while the first call is waited for, and the call itself the moment it lands. */
export function Landing() {
  const queries = useQueryClient();
  // What came just before counts: a page is not always opened first.
  const [from] = useState(() => new Date(Date.now() - 60_000).toISOString());
  const { data, error } = useQuery({
    queryKey: ['first call', from],
    queryFn: async ({ signal }) => {
      const page = await api.queryRequests({ from, columns: [...columns], limit: 1 }, { signal });
      return page.data[0] ?? null;
    },
    refetchInterval: ({ state }) => (state.data ? false : pause),
  });
  if (!data) {
    return (
      <p role="status" className="flex items-center gap-3 text-13">
        <span className="relative flex size-2.5" aria-hidden>
          <span className="absolute inset-0 animate-ping rounded-full bg-accent opacity-60 motion-reduce:animate-none" />
          <span className="relative size-2.5 rounded-full bg-accent" />
        </span>
        {error ? messageOf(error) : 'Waiting for the first call …'}
      </p>
    );
  }
  const {
    request_id,
    model,
    status = 0,
    failed = false,
    finish,
    prompt_tokens,
    completion_tokens,
    cost_usd,
    latency_ms,
  } = data;
  return (
    <div role="status" className="rounded border border-accent bg-accent-soft p-4">
      <p className="font-semibold text-16">
        {failed ? 'Your first call is here, though the provider refused it.' : 'Your first call is here.'}
      </p>
      <p className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1 text-13">
        <Status status={status} failed={failed} {...(finish ? { finish } : {})} />
        <span className="font-medium">{model}</span>
        <span title="Input and output tokens">
          {compact(prompt_tokens ?? null)} → {compact(completion_tokens ?? null)}
        </span>
        <span>{money(cost_usd ?? null)}</span>
        <span>{duration(latency_ms ?? null)}</span>
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Link to="/requests/$id" params={{ id: String(request_id) }} className={buttonLook('strong')}>
          Open it
        </Link>
        <Button onClick={() => void queries.invalidateQueries()}>Go to the overview</Button>
      </div>
    </div>
  );
}
