import { useMemo } from 'react';
import { api, useQuestion } from '../../api.ts';
import { perBucket } from '../../charts/buckets.ts';
import { Legend } from '../../charts/legend.tsx';
import { splitSeries } from '../../charts/split-series.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { useBucket } from '../../charts/use-bucket.ts';
import { CopyCall } from '../../components/copy-call.tsx';
import { Answered } from '../../components/states.tsx';
import { cost } from '../../format/units.ts';
import { conditionOn, useNarrow, useRange } from '../../search.ts';

const height = 180;
/** There are no more hues. */
const mostParts = 8;

function useCostByValue(property: string) {
  const bucket = useBucket();
  const field = `properties.${property}`;
  return useQuestion(['properties', 'over time', bucket, property], async (range, options) => ({
    ...(await api.queryMetrics(
      { ...range, measures: ['cost_usd'], groupings: [{ by: field }, { by: 'time', bucket }], top: mostParts },
      options,
    )),
    bucket,
    property,
    field,
  }));
}
type Answer = NonNullable<ReturnType<typeof useCostByValue>['data']>;

/** What the values of a property cost, by time. */
export function CostByValue({ property }: { property: string }) {
  const question = useCostByValue(property);
  return (
    <section aria-label="Cost over time" className="group/panel mb-5 min-h-[244px]">
      <header className="flex min-h-8 items-center gap-2">
        <h2 className="min-w-0 truncate font-semibold text-14">
          Cost by {property}{' '}
          <span className="font-normal text-quiet">{question.data && perBucket[question.data.bucket]}</span>
        </h2>
        <span className="ml-auto">
          <CopyCall curl={question.data?.again.curl} />
        </span>
      </header>
      <Answered
        question={question}
        skeleton={<div className="animate-pulse rounded bg-hover" style={{ height: height + 28 }} role="status" />}
      >
        {(answer) => <Chart answer={answer} />}
      </Answered>
    </section>
  );
}

function Chart({ answer }: { answer: Answer }) {
  const { zone } = useRange();
  const narrow = useNarrow();
  const series = useMemo(() => splitSeries(answer.rows, answer.field, 'cost_usd'), [answer]);
  const starts = useMemo(() => (answer.buckets ?? []).map((time) => Date.parse(time)), [answer]);
  return (
    <>
      <Legend parts={series} onChoose={(value, exclude) => narrow(conditionOn(answer.field, value), exclude)} />
      <TimeChart
        name={`Cost by ${answer.property} ${perBucket[answer.bucket]}`}
        starts={starts}
        bucket={answer.bucket}
        zone={zone}
        range={{ from: Date.parse(answer.from), to: Date.parse(answer.to) }}
        kind="bars"
        series={series}
        format={cost.format}
        tick={cost.tick}
        height={height}
      />
    </>
  );
}
