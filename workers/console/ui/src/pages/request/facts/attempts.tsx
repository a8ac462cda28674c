import type { RequestAnswer } from '@tallystick/client';
import { Link } from '@tanstack/react-router';
import { Status } from '../../../components/status.tsx';
import { visible } from '../../../components/text/visible.ts';
import { money } from '../../../format/money.ts';
import { dateAndTime, duration, inUtc } from '../../../format/times.ts';
import { keepRange } from '../../../router.tsx';
import { useRange } from '../../../search.ts';

type Call = RequestAnswer['request'];

/** Calls that belong to this one, each a way to it: its attempts, or others of its id. */
export function Attempts({ calls, current, numbered }: { calls: readonly Call[]; current: Call; numbered?: boolean }) {
  const { zone } = useRange();
  return (
    <ol className="text-13">
      {calls.map((call, i) => {
        const here = call.isolate_id === current.isolate_id && call.isolate_seq === current.isolate_seq;
        const row = (
          <>
            {numbered && <span className="w-4 text-quiet">{i + 1}</span>}
            <Status status={call.status} failed={call.failed} finish={call.finish} />
            <span className="min-w-0 flex-1 truncate" title={visible(`${call.provider} ${call.model}`)}>
              {numbered ? visible(call.model || call.provider) : dateAndTime(call.created_at, zone)}
            </span>
            <span className="whitespace-nowrap">{duration(call.latency_ms)}</span>
            <span className="whitespace-nowrap text-quiet">{money(call.cost_usd)}</span>
          </>
        );
        const look = 'flex min-h-8 items-center gap-2 rounded px-2 -mx-2';
        return (
          <li key={`${call.isolate_id}${call.isolate_seq}`} title={inUtc(call.created_at)}>
            {here || call.request_id === current.request_id ? (
              <span className={`${look} ${here ? 'bg-accent-soft' : ''}`} aria-current={here}>
                {row}
              </span>
            ) : (
              <Link
                to="/requests/$id"
                params={{ id: call.request_id }}
                search={keepRange}
                className={`${look} hover:bg-hover`}
              >
                {row}
              </Link>
            )}
          </li>
        );
      })}
    </ol>
  );
}
