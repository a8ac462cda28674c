import { useMemo } from 'react';
import { perBucket } from '../../charts/buckets.ts';
import { TimeChart, type TimeSeries } from '../../charts/time-chart.tsx';
import { numberOf } from '../../format/fields.ts';
import { cost, counted } from '../../format/units.ts';
import { useRange } from '../../search.ts';
import { Answered } from '../states.tsx';
import { useGroupTrend } from './questions.ts';

const height = 120;

/** What a group cost and how often it called, by time. */
export function Trend({ line }: { line: string }) {
  const question = useGroupTrend(line);
  return (
    <div className="mt-4 min-h-[296px]">
      <Answered
        question={question}
        skeleton={<div className="h-[296px] animate-pulse rounded bg-hover" role="status" />}
      >
        {(answer) => <Charts answer={answer} />}
      </Answered>
    </div>
  );
}

function Charts({ answer }: { answer: NonNullable<ReturnType<typeof useGroupTrend>['data']> }) {
  const { zone } = useRange();
  const { bucket, rows } = answer;
  const { starts, spent, called } = useMemo(() => {
    const of = (read: (values: (typeof rows)[number]['values']) => number | null) =>
      rows.map(({ values }) => read(values));
    return {
      starts: (answer.buckets ?? []).map((time) => Date.parse(time)),
      spent: [{ name: 'Cost', colour: 'accent', values: of(({ cost_usd }) => numberOf(cost_usd)) }],
      called: [
        { name: 'Failed', colour: 'bad', values: of(({ errors }) => numberOf(errors)) },
        {
          name: 'Succeeded',
          colour: 'category-3',
          values: of(({ requests, errors }) => Number(requests) - Number(errors)),
        },
      ] satisfies TimeSeries[],
    };
  }, [answer, rows]);
  const shared = {
    starts,
    bucket,
    zone,
    range: { from: Date.parse(answer.from), to: Date.parse(answer.to) },
    kind: 'bars' as const,
    height,
  };
  return (
    <div className="space-y-2">
      <Titled title="Cost" per={perBucket[bucket]}>
        <TimeChart
          {...shared}
          name={`Cost ${perBucket[bucket]}`}
          series={spent}
          format={cost.format}
          tick={cost.tick}
        />
      </Titled>
      <Titled title="Requests" per={perBucket[bucket]}>
        <TimeChart
          {...shared}
          name={`Requests ${perBucket[bucket]}`}
          series={called}
          format={counted.format}
          tick={counted.tick}
        />
      </Titled>
    </div>
  );
}

function Titled({ title, per, children }: { title: string; per: string; children: React.ReactNode }) {
  return (
    <div>
      <h3 className="text-13">
        <span className="font-semibold">{title}</span> <span className="text-12 text-quiet">{per}</span>
      </h3>
      {children}
    </div>
  );
}
