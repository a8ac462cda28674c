import { useMemo } from 'react';
import { perBucket } from '../../charts/buckets.ts';
import { Legend } from '../../charts/legend.tsx';
import { splitSeries } from '../../charts/split-series.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { CopyCall } from '../../components/copy-call.tsx';
import { type Choice, Select } from '../../components/select.tsx';
import { Answered } from '../../components/states.tsx';
import { fields, nameOfField, propertyField } from '../../format/fields.ts';
import { conditionOn, useChangeSearch, useNarrow, useRange } from '../../search.ts';
import { type Measure, measures, nameOfOne } from './measures.ts';
import { type useOverTime, useSplitOverTime } from './questions.ts';
import { previousSeries, wholeSeries } from './series.ts';
import { printSpan, useView } from './view.ts';
import { zoomedOut } from './zoom-out.ts';

const measureChoices = Object.entries(measures).map(([value, { name }]) => ({ value, name }));
const chartHeight = 300;
/** Beside what is different about a part of it. */
const tallHeight = 400;

/** The wide chart: one measure by time, split by a field or not. */
export function MainChart({
  overTime,
  properties,
}: {
  overTime: ReturnType<typeof useOverTime>;
  properties: readonly string[];
}) {
  const view = useView();
  const change = useChangeSearch();
  const split = useSplitOverTime(view.measure, view.split);
  const question = view.split === '' ? overTime : split;
  const splitChoices: Choice[] = [
    { value: '', name: 'not split' },
    ...fields.map(({ value, name }) => ({ value, name: `by ${name.toLowerCase()}` })),
    ...[...properties].sort().map((name) => ({ value: propertyField(name), name: `by ${name}`, group: 'Properties' })),
  ];
  if (!splitChoices.some(({ value }) => value === view.split)) {
    splitChoices.push({ value: view.split, name: `by ${nameOfField(view.split)}`, group: 'Properties' });
  }
  return (
    <section aria-label="Over time" className="group/panel min-w-0">
      <header className="mb-1 flex min-h-8 flex-wrap items-center gap-2">
        <Select
          label="What the chart shows"
          className="font-semibold"
          value={view.measure}
          choices={measureChoices}
          onChoose={(measure) => change({ measure: measure === 'requests' ? undefined : measure })}
        />
        <Select
          label="What it is split by"
          value={view.split}
          choices={splitChoices}
          onChoose={(chosen) => change({ split: chosen || undefined })}
        />
        <span className="text-12 text-quiet">{overTime.data && perBucket[overTime.data.bucket]}</span>
        <span className="ml-auto">
          <CopyCall curl={question.data?.again.curl} />
        </span>
      </header>
      <Answered
        question={question}
        skeleton={<div className="animate-pulse rounded bg-hover" style={{ height: chartHeight + 28 }} role="status" />}
      >
        {() => <Drawn overTime={overTime.data} split={view.split === '' ? undefined : split.data} />}
      </Answered>
    </section>
  );
}

function Drawn({
  overTime,
  split,
}: {
  overTime: ReturnType<typeof useOverTime>['data'];
  split: ReturnType<typeof useSplitOverTime>['data'];
}) {
  const view = useView();
  const { zone, from, to } = useRange();
  const change = useChangeSearch();
  const narrow = useNarrow();
  const measureName = split?.measureName ?? view.measure;
  const measure: Measure = measures[measureName];
  const answer = split ?? overTime;
  const series = useMemo(() => {
    if (split) return splitSeries(split.rows, split.split, measure.of);
    return overTime ? wholeSeries(overTime, measure) : [];
  }, [split, overTime, measure]);
  // Beside lines of groups, the whole of the period before says nothing.
  const previous = useMemo(
    () =>
      overTime && (!split || measure.sums) && overTime.buckets?.length === answer?.buckets?.length
        ? previousSeries(overTime, measure)
        : undefined,
    [overTime, split, measure, answer],
  );
  const starts = useMemo(() => (answer?.buckets ?? []).map((time) => Date.parse(time)), [answer]);
  if (!answer) return null;
  const name = split ? `${nameOfOne(measure)} by ${nameOfField(split.split)}` : measure.name;
  return (
    <>
      <Legend
        parts={series}
        previous={previous?.name}
        onChoose={(value, exclude) => split && narrow(conditionOn(split.split, value), exclude)}
      />
      <TimeChart
        name={`${name} ${perBucket[answer.bucket]}`}
        starts={starts}
        bucket={answer.bucket}
        zone={zone}
        range={{ from: Date.parse(answer.from), to: Date.parse(answer.to) }}
        kind={measure.sums ? 'bars' : 'lines'}
        series={series}
        previous={previous}
        format={measure.format}
        tick={measure.tick}
        height={view.selected ? tallHeight : chartHeight}
        selected={view.selected}
        onSelect={(span) => change({ selected: span && printSpan(span) })}
        onZoomOut={() => change(zoomedOut({ from, to }))}
      />
    </>
  );
}
