import type { MetricsAnswer } from '@tallystick/client';
import { numberOf } from '../../format/fields.ts';
import { money, unknown } from '../../format/money.ts';
import { change, compact, percent } from '../../format/numbers.ts';
import { duration } from '../../format/times.ts';
import { cost, counted, time, type Unit } from '../../format/units.ts';
import { Figure } from '../figure.tsx';
import { Answered } from '../states.tsx';
import { useGroupFigures } from './questions.ts';

type Values = MetricsAnswer['rows'][number]['values'];

interface Shown {
  name: string;
  /** The API's measure. */
  of: string;
  unit: Unit;
  good?: 'down';
  note: (values: Values) => string;
}

const text = (value: Values[string] | undefined) => (value == null ? null : String(value));

const shown: readonly Shown[] = [
  {
    name: 'Cost',
    of: 'cost_usd',
    unit: cost,
    note: ({ cost_unknown, cost_per_request }) =>
      cost_unknown ? `${compact(numberOf(cost_unknown))} without a cost` : `${money(text(cost_per_request))} each`,
  },
  { name: 'Requests', of: 'requests', unit: counted, note: () => '' },
  {
    name: 'Errors',
    of: 'errors',
    unit: counted,
    good: 'down',
    note: ({ error_rate }) => `${percent(numberOf(error_rate))} of requests`,
  },
  {
    name: 'Tokens',
    of: 'total_tokens',
    unit: counted,
    note: ({ prompt_tokens, completion_tokens }) =>
      `${compact(numberOf(prompt_tokens))} in → ${compact(numberOf(completion_tokens))} out`,
  },
  {
    name: 'Latency p50',
    of: 'latency_p50',
    unit: time,
    good: 'down',
    note: ({ latency_p95 }) => `p95 ${duration(numberOf(latency_p95))}`,
  },
  {
    name: 'First byte p50',
    of: 'ttft_p50',
    unit: time,
    good: 'down',
    note: ({ ttft_p95 }) => `p95 ${duration(numberOf(ttft_p95))}`,
  },
];

export function DetailFigures({ line }: { line: string }) {
  const question = useGroupFigures(line);
  return (
    <Answered question={question} skeleton={<div className="h-36 animate-pulse rounded bg-hover" role="status" />}>
      {({ rows }) => (
        <div className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-3">
          {shown.map(({ name, of, unit, good, note }) => {
            const value = numberOf(rows[0]?.values[of]);
            return (
              <Figure
                key={of}
                name={name}
                value={value === null ? unknown : unit.format(value)}
                title={value === null ? 'Unknown: no call of this time says it' : unit.exact(value)}
                change={change(value, numberOf(rows[0]?.previous?.[of]))}
                good={good}
                note={note(rows[0]?.values ?? {})}
              />
            );
          })}
        </div>
      )}
    </Answered>
  );
}
