import { useQuery } from '@tanstack/react-query';
import { api, useQuestion } from '../../api.ts';
import type { Span } from '../../charts/time-chart.tsx';
import { useBucket } from '../../charts/use-bucket.ts';
import { drawnMeasures, type Measure, type MeasureName, measures } from './measures.ts';

/** The figures' values and what they were in the period before. */
export function useTotals() {
  const asked = [
    ...['requests', 'attempts', 'errors', 'error_rate', 'cost_usd', 'cost_per_request', 'cost_unknown', 'total_tokens'],
    ...['prompt_tokens', 'completion_tokens', 'latency_p50', 'latency_p95', 'latency_p99', 'ttft_p50', 'ttft_p95'],
    ...['users', 'cost_saved_usd', 'cache_hit_rate'],
  ];
  return useQuestion(['overview', 'totals'], (range, options) =>
    api.queryMetrics({ ...range, measures: asked, compare_previous: true }, options),
  );
}

/** Every measure by time: of the sparklines, and of the chart while calls are not split. */
export function useOverTime() {
  const bucket = useBucket();
  return useQuestion(['overview', 'over time', bucket], async (range, options) => ({
    ...(await api.queryMetrics(
      { ...range, measures: drawnMeasures, groupings: [{ by: 'time', bucket }], compare_previous: true },
      options,
    )),
    bucket,
  }));
}

/** How many parts a chart has at most, besides all others: there are no more hues. */
const mostParts = 8;

/** One measure by time and by a field. Its answer says of what it is, since an older one may still be shown. */
export function useSplitOverTime(measureName: MeasureName, split: string) {
  const bucket = useBucket();
  const { of, rankBy = of }: Measure = measures[measureName];
  return useQuestion(
    ['overview', 'split', bucket, measureName, split],
    async (range, options) => ({
      ...(await api.queryMetrics(
        {
          ...range,
          measures: [of],
          rank_by: rankBy,
          groupings: [{ by: split }, { by: 'time', bucket }],
          top: mostParts,
        },
        options,
      )),
      bucket,
      measureName,
      split,
    }),
    { enabled: split !== '' },
  );
}

/** The largest groups by a field. */
export function useBreakdown(measureName: MeasureName, field: string | undefined) {
  const { of, rankBy = of }: Measure = measures[measureName];
  return useQuestion(
    ['overview', 'breakdown', measureName, field],
    async (range, options) => ({
      ...(await api.queryMetrics(
        { ...range, measures: [of], rank_by: rankBy, groupings: [{ by: field ?? '' }], top: 7 },
        options,
      )),
      measureName,
      field: field ?? '',
    }),
    { enabled: field !== undefined },
  );
}

/** What is different about the calls of a span of time; of charts of errors, about those that failed in it. */
export function useDifference({ from, to }: Span, failed: boolean) {
  const inside = {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...(failed ? { filter: 'failed:true' } : {}),
  };
  return useQuestion(['overview', 'difference', inside], (range, options) =>
    api.queryDifference({ ...range, inside, limit: 20 }, options),
  );
}

/** Of so many calls the properties are offered. */
const mostLatest = 100;

/** Whether there is any call at all, and the properties that the latest ones carry, those that tell most first. */
export function useLatestCalls() {
  return useQuery({
    queryKey: ['overview', 'latest calls'],
    queryFn: async ({ signal }) => {
      const latest: Record<string, string>[] = [];
      for await (const { properties = {} } of api.eachRequest(
        { columns: ['properties'], limit: mostLatest },
        { signal },
      )) {
        if (latest.push(properties) === mostLatest) break;
      }
      return { none: latest.length === 0, properties: propertiesOf(latest) };
    },
    // The first call ends the wait for it.
    refetchInterval: ({ state }) => (state.data?.none ? 2_000 : false),
  });
}

/** Names of properties: those that many calls carry, with a handful of values, before those that are always the same or never. */
function propertiesOf(calls: readonly Record<string, string>[]): string[] {
  const names = [...new Set(calls.flatMap((properties) => Object.keys(properties)))];
  const telling = (name: string) => {
    const values = calls.flatMap((properties) => properties[name] ?? []);
    return values.length * (Math.min(new Set(values).size, 10) - 1);
  };
  return names.toSorted((a, b) => telling(b) - telling(a) || a.localeCompare(b));
}
