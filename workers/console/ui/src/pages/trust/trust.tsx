import type { HealthAnswer } from '@tallystick/client';
import { CopyCall } from '../../components/copy-call.tsx';
import { Answered, Skeleton } from '../../components/states.tsx';
import { moment } from '../../format/times.ts';
import { type Health, HealthMark } from '../../frame/trust-dot.tsx';
import { useRange } from '../../search.ts';
import { DeadLetters } from './dead-letters.tsx';
import { Gaps } from './gaps.tsx';
import { OnTheWay } from './on-the-way.tsx';
import { Parts } from './parts.tsx';
import { Problems } from './problems.tsx';
import { useDay, useDeadLetters, useGaps, useHealth } from './questions.ts';
import { Unpriced } from './unpriced.tsx';
import { type OwnDeadLetters, verdict } from './verdict.ts';

/** Whether what is shown elsewhere is all there is: one sentence, and the evidence. */
export function Trust() {
  const health = useHealth();
  const day = useDay();
  const letters = useDeadLetters();
  const gaps = useGaps();
  return (
    <>
      <h1 className="sr-only">Trust</h1>
      <Answered question={health} skeleton={<Skeleton rows={8} className="pt-10" />}>
        {(found) => (
          <>
            <Sentence
              health={found}
              status={found.status === 'ok' && gaps.data?.gone ? 'degraded' : found.status}
              words={
                found.status === 'down' || !(day.isPending || letters.isLoading || gaps.isPending)
                  ? verdict(found, day.data, ownOf(letters), gaps.data)
                  : 'Counting the calls of the last 24 hours …'
              }
            />
            <Problems problems={found.problems} />
            <div className="mt-8 grid gap-x-8 gap-y-7 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
              <OnTheWay health={found} />
              <Parts health={found} />
            </div>
          </>
        )}
      </Answered>
      <div className="mt-7 grid gap-y-7">
        <DeadLetters />
        <Unpriced />
        <Gaps />
      </div>
    </>
  );
}

function ownOf({ data, hasNextPage }: ReturnType<typeof useDeadLetters>): OwnDeadLetters | undefined {
  return data && { count: data.pages.flatMap((page) => page.dead_letters).length, more: hasNextPage };
}

/** The one question that anybody may ask. */
const healthCall = `curl '${location.origin}/v1/health'`;

function Sentence({ health, status, words }: { health: HealthAnswer; status: Health; words: string }) {
  const { zone } = useRange();
  return (
    <header className="group/panel flex gap-4 pt-8 pb-2">
      <HealthMark status={status} size={26} className="mt-1 shrink-0" />
      <div>
        <p className="max-w-[52ch] text-balance font-semibold text-20 sm:text-28" aria-live="polite">
          {words}
        </p>
        <p className="mt-1 flex min-h-8 items-center gap-1 text-13 text-quiet">
          Checked {moment(health.checked_at, zone)}, by console {health.version}.
          <CopyCall curl={healthCall} />
        </p>
      </div>
    </header>
  );
}
