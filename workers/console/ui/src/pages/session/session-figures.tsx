import type { SessionAnswer } from '@tallystick/client';
import { printLine } from '@tallystick/filter';
import { Link } from '@tanstack/react-router';
import { Figure } from '../../components/figure.tsx';
import { exactMoney, money } from '../../format/money.ts';
import { compact, count, percent } from '../../format/numbers.ts';
import { dateAndTime, duration, inUtc } from '../../format/times.ts';
import { keepRange } from '../../router.tsx';
import { useRange } from '../../search.ts';

/** The session as a whole. */
export function SessionFigures({ answer: { session } }: { answer: SessionAnswer }) {
  const { zone } = useRange();
  const { cost_usd, cost_unknown, requests, errors, prompt_tokens, completion_tokens } = session;
  const tokens =
    prompt_tokens === null && completion_tokens === null ? null : Number(prompt_tokens) + Number(completion_tokens);
  return (
    <>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-[repeat(auto-fit,minmax(8rem,1fr))]">
        <Figure
          name="Cost"
          value={money(cost_usd)}
          title={cost_usd === null ? 'The cost of no call is known' : exactMoney(cost_usd)}
          note={cost_unknown === 0 ? 'of all attempts' : `${count(cost_unknown)} without a cost`}
        />
        <Figure name="Requests" value={compact(requests)} title={count(requests)} note="" />
        <Figure
          name="Errors"
          value={compact(errors)}
          note={`${percent(requests === 0 ? 0 : errors / requests)} of requests`}
        />
        <Figure
          name="Tokens"
          value={compact(tokens)}
          title={tokens === null ? 'The tokens of no call are known' : count(tokens)}
          note={`${compact(prompt_tokens)} in → ${compact(completion_tokens)} out`}
        />
        <Figure
          name="Duration"
          value={duration(session.duration_ms)}
          title={`${count(session.duration_ms)} ms`}
          note=""
        />
        <Figure
          name="Started"
          value={<span className="text-16">{dateAndTime(session.started_at, zone)}</span>}
          title={inUtc(session.started_at)}
          note={`ended ${dateAndTime(session.ended_at, zone)}`}
        />
      </div>
      <p className="mt-3 mb-4 flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-quiet">
        {session.user_id !== '' && (
          <span>
            User{' '}
            <Link
              to="/users"
              search={(before: Record<string, unknown>) => ({ ...keepRange(before), user: session.user_id })}
              className="text-accent hover:underline [overflow-wrap:anywhere]"
            >
              {session.user_id}
            </Link>
          </span>
        )}
        {session.models.length > 0 && <span>Models {session.models.join(', ')}</span>}
        <Link
          to="/requests"
          search={(before: Record<string, unknown>) => ({
            ...keepRange(before),
            from: session.started_at,
            to: undefined,
            filter: printLine({ field: 'session_id', op: '=', value: session.session_id }),
          })}
          className="text-accent hover:underline"
        >
          Show its requests
        </Link>
      </p>
    </>
  );
}
