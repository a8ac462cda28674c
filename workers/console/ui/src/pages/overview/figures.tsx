import type { MetricsAnswer } from '@tallystick/client';
import { Sparkline } from '../../charts/sparkline.tsx';
import { Figure } from '../../components/figure.tsx';
import { Answered } from '../../components/states.tsx';
import { numberOf } from '../../format/fields.ts';
import { money, unknown } from '../../format/money.ts';
import { change, compact, percent } from '../../format/numbers.ts';
import { duration } from '../../format/times.ts';
import { useChangeSearch } from '../../search.ts';
import { type Measure, type MeasureName, measures } from './measures.ts';
import type { useOverTime, useTotals } from './questions.ts';
import { useView } from './view.ts';

type Values = MetricsAnswer['rows'][number]['values'];

interface Shown {
  measure: MeasureName;
  name: string;
  /** The API's measure. */
  of: string;
  good?: 'up' | 'down';
  note: (values: Values) => string;
}

const text = (value: Values[string] | undefined) => (value == null ? null : String(value));

/** In the order in which they stand. A click shows the measure in the chart. */
const figures: readonly Shown[] = [
  {
    measure: 'requests',
    name: 'Requests',
    of: 'requests',
    note: ({ attempts, requests }) => `${compact(Number(attempts) - Number(requests))} retries`,
  },
  {
    measure: 'errors',
    name: 'Errors',
    of: 'errors',
    good: 'down',
    note: ({ error_rate }) => `${percent(numberOf(error_rate))} of requests`,
  },
  {
    measure: 'cost',
    name: 'Cost',
    of: 'cost_usd',
    note: ({ cost_unknown, cost_per_request }) =>
      cost_unknown ? `${compact(numberOf(cost_unknown))} unpriced` : `${money(text(cost_per_request))} each`,
  },
  {
    measure: 'tokens',
    name: 'Tokens',
    of: 'total_tokens',
    note: ({ prompt_tokens, completion_tokens }) =>
      `${compact(numberOf(prompt_tokens))} → ${compact(numberOf(completion_tokens))}`,
  },
  {
    measure: 'latency',
    name: 'Latency p50',
    of: 'latency_p50',
    good: 'down',
    note: ({ latency_p95, latency_p99 }) =>
      `p95 ${duration(numberOf(latency_p95))}, p99 ${duration(numberOf(latency_p99))}`,
  },
  {
    measure: 'first_byte',
    name: 'First byte p50',
    of: 'ttft_p50',
    good: 'down',
    note: ({ ttft_p95 }) => `p95 ${duration(numberOf(ttft_p95))}`,
  },
  {
    measure: 'users',
    name: 'Active users',
    of: 'users',
    note: ({ users, requests }) =>
      users ? `${(Number(requests) / Number(users)).toFixed(1)} calls each` : 'none named',
  },
  {
    measure: 'savings',
    name: 'Cache savings',
    of: 'cost_saved_usd',
    good: 'up',
    note: ({ cache_hit_rate }) => `${percent(numberOf(cache_hit_rate))} from cache`,
  },
];

/** Latency says most, and has more room for it. */
const row =
  'grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4 min-[1240px]:grid-cols-[repeat(4,1fr)_1.4fr_repeat(3,1fr)]';

/** The line on top: each figure with its change and trend. */
export function Figures({
  totals,
  overTime,
}: {
  totals: ReturnType<typeof useTotals>;
  overTime: ReturnType<typeof useOverTime>;
}) {
  const { measure } = useView();
  const search = useChangeSearch();
  return (
    <Answered question={totals} skeleton={<Placeholders />}>
      {({ rows }) => (
        <div className={row}>
          {figures.map((figure) => (
            <button
              key={figure.measure}
              type="button"
              aria-pressed={figure.measure === measure}
              title={`Show ${measures[figure.measure].name.toLowerCase()} in the chart`}
              className="-mx-2 min-w-0 rounded border border-transparent px-2 py-1.5 transition-colors duration-150 hover:bg-hover aria-pressed:border-line aria-pressed:bg-raised"
              onClick={() => search({ measure: figure.measure === 'requests' ? undefined : figure.measure })}
            >
              <OneFigure
                figure={figure}
                values={rows[0]?.values ?? {}}
                previous={rows[0]?.previous ?? {}}
                trend={(overTime.data?.rows ?? []).map(({ values }) => numberOf(values[figure.of]))}
              />
            </button>
          ))}
        </div>
      )}
    </Answered>
  );
}

function Placeholders() {
  return (
    <div className={`${row} animate-pulse`} role="status">
      <span className="sr-only">Loading</span>
      {figures.map(({ measure }) => (
        <div key={measure} className="h-26 rounded bg-hover" />
      ))}
    </div>
  );
}

function OneFigure({
  figure: { name, of, good, note, measure },
  values,
  previous,
  trend,
}: {
  figure: Shown;
  values: Values;
  previous: Values;
  trend: (number | null)[];
}) {
  const { format, exact }: Measure = measures[measure];
  const value = numberOf(values[of]);
  return (
    <Figure
      name={name}
      value={value === null ? unknown : format(value)}
      title={value === null ? 'Unknown: no call of this time says it' : exact(value)}
      change={change(value, numberOf(previous[of]))}
      good={good}
      note={note(values)}
    >
      <Sparkline values={trend} />
    </Figure>
  );
}
