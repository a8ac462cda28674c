import { type Filter, printLine } from '@tallystick/filter';
import { api, type Question, useQuestion } from '../../api.ts';
import { useBucket } from '../../charts/use-bucket.ts';
import { withCondition } from '../../search.ts';

/** What all calls that the page looks at cost: the whole that shares are of. USD; undefined until it is known. */
export function useTotalCost(): number | undefined {
  const { data } = useQuestion(['groups', 'total cost'], (range, options) =>
    api.queryMetrics({ ...range, measures: ['cost_usd'] }, options),
  );
  const cost = data?.rows[0]?.values.cost_usd;
  return cost == null ? undefined : Number(cost);
}

const within = (range: Question, line: string) => ({ ...range, filter: withCondition(range.filter ?? '', line) });

/** The figures of one group, and what they were in the period before. @param line of its calls */
export function useGroupFigures(line: string) {
  const measures = [
    ...['requests', 'errors', 'error_rate', 'cost_usd', 'cost_per_request', 'cost_unknown'],
    ...['total_tokens', 'prompt_tokens', 'completion_tokens', 'latency_p50', 'latency_p95', 'ttft_p50', 'ttft_p95'],
  ];
  return useQuestion(['groups', 'figures', line], (range, options) =>
    api.queryMetrics({ ...within(range, line), measures, compare_previous: true }, options),
  );
}

export function useGroupTrend(line: string) {
  const bucket = useBucket();
  return useQuestion(['groups', 'trend', bucket, line], async (range, options) => ({
    ...(await api.queryMetrics(
      { ...within(range, line), measures: ['cost_usd', 'requests', 'errors'], groupings: [{ by: 'time', bucket }] },
      options,
    )),
    bucket,
  }));
}

/** The largest parts of a group. @param narrower which of its calls alone */
export function useTop(line: string, fields: readonly string[], measure: 'cost_usd' | 'errors', narrower?: Filter) {
  const all = narrower ? withCondition(line, printLine(narrower)) : line;
  return useQuestion(['groups', 'top', fields, measure, all], (range, options) =>
    api.queryMetrics(
      { ...within(range, all), measures: [measure], groupings: fields.map((by) => ({ by })), top: 5 },
      options,
    ),
  );
}
