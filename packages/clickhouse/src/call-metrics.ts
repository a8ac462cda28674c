import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import type { ClickHouse } from './client.ts';
import { expressions } from './questions/filter-sql.ts';

/** Unix ms, `to` excluded: calls count by when their answers had ended. */
export interface MetricsWindow {
  from: number;
  to: number;
}

/** Of the latencies and times to the first byte. */
export const latencyQuantiles = [0.5, 0.95, 0.99] as const;
const quantiles = z.array(z.number().nullable());
const tokens = z.int().nullable();

/** One provider's model in a window of time. Null is unknown, as where no answer said how many tokens it took. */
const callMetricsSchema = z.object({
  provider: z.string(),
  model: z.string(),
  /** Calls by the class of the status that their final attempts had: `2xx`, `4xx`, …, `none` for no answer. */
  calls: z.record(z.string(), z.int()),
  failed: z.int(),
  prompt_tokens: tokens,
  completion_tokens: tokens,
  cache_read_tokens: tokens,
  cache_write_tokens: tokens,
  reasoning_tokens: tokens,
  cost_usd: z.string().nullable().transform(numberOf),
  /** Attempts whose cost is unknown, and so not in `cost_usd`. */
  cost_unknown: z.int(),
  /** ms, by `latencyQuantiles`. */
  latency_ms: quantiles,
  ttft_ms: quantiles,
});
export type CallMetrics = z.infer<typeof callMetricsSchema>;

function numberOf(decimal: string | null): number | null {
  return decimal === null ? null : Number(decimal);
}

/** A call's row is found by when it was made; one that took longer than this is not counted. */
const longestCall = 'INTERVAL 1 HOUR';

/** Rows of a window, deduplicated, and whether each is the final attempt of its call. */
const ended = `
  SELECT *, attempt = max(attempt) OVER (PARTITION BY org_id, call_id) AS is_final
  FROM requests FINAL
  WHERE created_at >= {from:DateTime64(3, 'UTC')} - ${longestCall} AND created_at < {to:DateTime64(3, 'UTC')}
    AND responded_at >= {from:DateTime64(3, 'UTC')} AND responded_at < {to:DateTime64(3, 'UTC')}`;

/**
 * An organisation's calls in a window of time, by provider and model. Names of models come from callers and providers: all but the
 * `limit` most called are added up as `other`.
 */
export function readCallMetrics(
  clickhouse: ClickHouse,
  organisation: string,
  { from, to }: MetricsWindow,
  limit: number,
): Promise<CallMetrics[]> {
  return clickhouse.query(
    callMetricsSchema,
    `WITH
       attempts AS (${ended} AND org_id = {organisation:String}),
       most_called AS (SELECT provider, model FROM attempts GROUP BY provider, model ORDER BY count() DESC, provider, model LIMIT {limit:UInt32})
     SELECT
       label.1 AS provider,
       label.2 AS model,
       sumMapIf(map(if(status < 100, 'none', concat(toString(intDiv(status, 100)), 'xx')), 1), is_final) AS calls,
       countIf(is_final AND ${expressions.failed}) AS failed,
       sum(prompt_tokens) AS prompt_tokens,
       sum(completion_tokens) AS completion_tokens,
       sum(cache_read_tokens) AS cache_read_tokens,
       sum(cache_write_tokens) AS cache_write_tokens,
       sum(reasoning_tokens) AS reasoning_tokens,
       sum(cost_usd) AS cost_usd,
       countIf(cost_source = 'unknown') AS cost_unknown,
       quantilesTDigest(${latencyQuantiles.join(', ')})(latency_ms) AS latency_ms,
       quantilesTDigestIf(${latencyQuantiles.join(', ')})(assumeNotNull(ttft_ms), isNotNull(ttft_ms)) AS ttft_ms
     FROM (
       SELECT *, if((provider, model) IN most_called, (toString(provider), toString(model)), ('other', 'other')) AS label
       FROM attempts
     )
     GROUP BY label
     ORDER BY provider, model`,
    { organisation, from: clickhouseTime(from), to: clickhouseTime(to), limit },
  );
}

const organisationMetricsSchema = z.object({ organisation: z.string(), calls: z.int(), failed: z.int() });
export type OrganisationMetrics = z.infer<typeof organisationMetricsSchema>;

/** The calls of every organisation in a window of time: of the `limit` with the most, for the operator alone. */
export function readOrganisationMetrics(
  clickhouse: ClickHouse,
  { from, to }: MetricsWindow,
  limit: number,
): Promise<OrganisationMetrics[]> {
  return clickhouse.query(
    organisationMetricsSchema,
    `SELECT
       org_id AS organisation,
       countIf(is_final) AS calls,
       countIf(is_final AND ${expressions.failed}) AS failed
     FROM (${ended})
     GROUP BY org_id
     ORDER BY calls DESC, org_id
     LIMIT {limit:UInt32}`,
    { from: clickhouseTime(from), to: clickhouseTime(to), limit },
  );
}
