import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Status } from '../../components/status.tsx';
import { exactMoney, money, unknown } from '../../format/money.ts';
import { compact, count } from '../../format/numbers.ts';
import { duration } from '../../format/times.ts';
import { keepRange } from '../../router.tsx';
import { Grid } from './axis.tsx';
import type { Call, Row, Step } from './rows.ts';
import type { Scale } from './scale.ts';

/** The columns of all lines, and of what stands above them; on a phone, the bar has a line of its own. */
export const columns =
  'grid h-full w-full items-center gap-x-3 text-left grid-cols-[minmax(0,1fr)_5.25rem_5.25rem] sm:grid-cols-[minmax(10rem,18rem)_minmax(0,1fr)_6rem_5.75rem_5.75rem]';

export function WaterfallRow({ row, scale, onToggle }: { row: Row; scale: Scale; onToggle: (path: string) => void }) {
  if (row.kind === 'step') {
    return (
      <button
        type="button"
        aria-expanded={row.open}
        className={`${columns} text-13 hover:bg-hover focus-visible:-outline-offset-2`}
        title={row.step.path}
        onClick={() => onToggle(row.step.path)}
      >
        <Name depth={row.depth}>
          <ChevronRight size={14} aria-hidden className={`shrink-0 text-quiet ${row.open ? 'rotate-90' : ''}`} />
          <span className="truncate font-medium">{row.step.name}</span>
          <span className="whitespace-nowrap text-12 text-quiet">
            {count(row.step.requests)}
            <span className="sr-only"> calls</span>
          </span>
          {row.step.errors > 0 && (
            <span className="whitespace-nowrap text-12 text-bad">{count(row.step.errors)} failed</span>
          )}
        </Name>
        <Lane scale={scale}>
          <Bar row={row} scale={scale} className="top-1/2 h-1 -translate-y-1/2 bg-edge opacity-60" />
        </Lane>
        <Tokens of={row.step} quiet />
        <Money decimal={row.step.cost_usd} />
        <span className="max-sm:hidden" />
      </button>
    );
  }
  const { call } = row;
  const model = call.model || call.requested_model;
  return (
    <Link
      to="/requests/$id"
      params={{ id: call.request_id }}
      search={keepRange}
      className={`${columns} text-13 hover:bg-hover focus-visible:-outline-offset-2`}
      title={[
        `${call.provider} ${model}`,
        call.attempt > 1 ? `attempt ${call.attempt}` : '',
        `${duration(call.latency_ms)}${call.ttft_ms == null ? '' : `, first byte after ${duration(call.ttft_ms)}`}`,
      ]
        .filter(Boolean)
        .join('\n')}
    >
      <Name depth={row.depth}>
        <Status status={call.status} failed={call.failed} />
        <span className="truncate">{model || 'No model'}</span>
        {call.attempt > 1 && <span className="whitespace-nowrap text-12 text-quiet">attempt {call.attempt}</span>}
      </Name>
      <Lane scale={scale}>
        <CallBar row={row} call={call} scale={scale} />
      </Lane>
      <Tokens of={call} />
      <Money decimal={call.cost_usd} />
      <span
        className="whitespace-nowrap text-right font-medium tabular-nums max-sm:text-12"
        title="All calls up to here"
      >
        {money(String(row.running))}
      </span>
    </Link>
  );
}

function Name({ depth, children }: { depth: number; children: ReactNode }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5" style={{ paddingLeft: `${Math.min(depth, 12) * 0.9}rem` }}>
      {children}
    </span>
  );
}

function Lane({ scale, children }: { scale: Scale; children: ReactNode }) {
  return (
    <span className="relative block h-full max-sm:order-last max-sm:col-span-3 max-sm:h-4">
      <Grid scale={scale} />
      {children}
    </span>
  );
}

/** However short, it is seen. */
const leastWidth = '3px';

function Bar({ row, scale, className }: { row: Row; scale: Scale; className: string }) {
  const left = scale.place(row.from);
  const width = scale.place(row.to) - left;
  return (
    <i
      className={`absolute rounded-sm ${className}`}
      style={{ left: `min(${left * 100}%, 100% - ${leastWidth})`, width: `max(${leastWidth}, ${width * 100}%)` }}
    />
  );
}

/** The wait for the first byte is paler than the rest; where that is not known, all is alike. */
function CallBar({ row, call, scale }: { row: Row; call: Call; scale: Scale }) {
  const colour = call.failed ? 'bg-bad' : 'bg-accent';
  const end = scale.place(row.to);
  const first = call.ttft_ms == null ? undefined : row.from + call.ttft_ms;
  const left = scale.place(row.from);
  return (
    <>
      <Bar
        row={row}
        scale={scale}
        className={`inset-y-[7px] max-sm:inset-y-0.5 ${colour} ${first === undefined ? '' : 'opacity-45'}`}
      />
      {first !== undefined && first < row.to && (
        <Bar row={{ ...row, from: first }} scale={scale} className={`inset-y-[7px] max-sm:inset-y-0.5 ${colour}`} />
      )}
      <span
        className="absolute top-1/2 -translate-y-1/2 whitespace-nowrap px-1.5 text-12 text-quiet"
        style={
          end > 0.85
            ? { right: `${100 - left * 100}%` }
            : { left: `max(${end * 100}%, ${left * 100}% + ${leastWidth})` }
        }
      >
        {left < 0.12 && end > 0.85 ? '' : duration(call.latency_ms)}
      </span>
    </>
  );
}

function Tokens({ of, quiet = false }: { of: Call | Step; quiet?: boolean }) {
  const { prompt_tokens, completion_tokens } = of;
  const none = prompt_tokens === null && completion_tokens === null;
  return (
    <span
      className={`whitespace-nowrap text-right text-12 tabular-nums max-sm:hidden ${quiet || none ? 'text-quiet' : ''}`}
      title={none ? 'Not known' : `${count(prompt_tokens)} in, ${count(completion_tokens)} out`}
    >
      {none ? unknown : `${compact(prompt_tokens)} → ${compact(completion_tokens)}`}
    </span>
  );
}

function Money({ decimal }: { decimal: string | null }) {
  return (
    <span
      className="whitespace-nowrap text-right text-quiet tabular-nums max-sm:text-12"
      title={decimal === null ? 'The cost is not known' : exactMoney(decimal)}
    >
      {money(decimal)}
    </span>
  );
}
