import { clickhouseTime } from '@tallystick/log';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import type { GroupValue } from './groupings.ts';
import type { Measure } from './measures.ts';
import { type MetricsPlan, type MetricsQuestion, metricsLimits, type Period, planMetrics } from './metrics-question.ts';
import { Parameters } from './parameters.ts';
import { sourceSql } from './source.ts';

/** ISO 8601. */
interface ShownPeriod {
  from: string;
  to: string;
}
/** By measure. Null is unknown, or a share, mean or quantile of nothing; money is decimal text. */
type Values = Record<string, number | string | null>;

export interface MetricsAnswer extends ShownPeriod {
  previous: ShownPeriod | null;
  measures: Pick<Measure, 'name' | 'unit' | 'type' | 'description'>[];
  /** When the buckets begin, where calls were grouped by time. The first may begin before `from`, and the last end after `to`. */
  buckets: string[] | null;
  rows: MetricsRow[];
}

interface MetricsRow {
  /** The bucket's beginning, where calls were grouped by time. */
  time: string | null;
  /** By field. Null for calls that do not have one; empty in the row of all others. */
  group: Record<string, GroupValue>;
  /** Whether the row holds all groups beyond the first `top`. */
  other: boolean;
  values: Values;
  /** In the previous period; null where it was not asked for, or has fewer buckets. */
  previous: Values | null;
}

/**
 * Counts and computes over the calls that meet a filter, by group and time.
 *
 * The rows are in the order of the groups, the largest first and all others last, and in the order of time within a group. Every group has a
 * row for every bucket, and without groupings by fields there is always one group; of a bucket without calls, counts and sums are 0, and what is
 * a share, a mean or a quantile is null. A call counts where its last attempt is; costs and tokens count where each attempt is.
 *
 * Compared with the previous period, groups are those of both periods together; those that only were before come behind those that are. Buckets stand
 * beside those of the same number, and what the previous period has more of is left out.
 *
 * @throws QuestionError that names the part and says what it takes
 * @throws ClickHouseError; `too_much` and `timeout` mean that the question is too large
 */
export async function readMetrics(asker: Asker, question: MetricsQuestion): Promise<MetricsAnswer> {
  const parameters = new Parameters();
  const plan = planMetrics(question, parameters);
  const sql = statementOf(asker.organisation, question, plan, parameters);
  const rows = await asker.ask(rowSchema(plan), sql, parameters, { rowsAnswered: 2 * metricsLimits.rows });
  const { measures, current, previous, bucket } = plan;
  return {
    ...shownPeriod(current),
    previous: previous ? shownPeriod(previous) : null,
    measures: measures.map(({ name, unit, type, description }) => ({ name, unit, type, description })),
    buckets: bucket === undefined ? null : current.starts.map(shownTime),
    rows: rowsOf(plan, rows),
  };
}

const shownTime = (at: number) => new Date(at).toISOString();
const shownPeriod = ({ from, to }: Period): ShownPeriod => ({ from: shownTime(from), to: shownTime(to) });

/** Of measures, by their type. */
export const typeSchemas = {
  integer: z.int().nullable(),
  decimal: z.string().nullable(),
  float: z.number().nullable(),
} as const;

interface FoundRow {
  /** Of the group, from 1; 0 for all others. */
  place: number;
  keys: string[];
  is_current: number;
  /** Unix ms. */
  bucket: number;
  [measure: `m${number}`]: string | number | null;
}

function rowSchema({ measures }: MetricsPlan): z.ZodType<FoundRow> {
  const values = measures.map(({ type }, i) => [`m${i}`, typeSchemas[type]]);
  const place = { place: z.int(), keys: z.array(z.string()), is_current: z.int(), bucket: z.int() };
  return z.object({ ...place, ...Object.fromEntries(values) }) as unknown as z.ZodType<FoundRow>;
}

function statementOf(
  organisation: string,
  { filter }: MetricsQuestion,
  plan: MetricsPlan,
  parameters: Parameters,
): string {
  const { measures, rank, keys, top, current, previous } = plan;
  const scope = { organisation, from: (previous ?? current).from, to: current.to };
  const isCurrent = `created_at >= ${parameters.bind("DateTime64(3, 'UTC')", clickhouseTime(current.from))}`;
  const names = keys.map((_, i) => `key_${i}`);
  const columns = [
    ...keys.map(({ sql }, i) => `${sql} AS ${names[i]}`),
    `${isCurrent} AS is_current`,
    `${bucketSql(plan, parameters)} AS bucket`,
  ];
  const list = names.join(', ');
  const values = measures.map(({ sql }, i) => `${sql} AS m${i}`).join(',\n    ');
  const source = `source AS (SELECT *, ${columns.join(', ')} FROM ${sourceSql(scope, filter, parameters)})`;
  if (keys.length === 0) {
    return `
    WITH ${source}
    SELECT 1 AS place, [] :: Array(String) AS keys, is_current, bucket,
    ${values}
    FROM source
    GROUP BY is_current, bucket`;
  }
  return `
    WITH
    ${source},
    ranked AS (
      SELECT ${list}
      FROM (SELECT ${list}, is_current, toNullable(${rank.sql}) AS value FROM source GROUP BY ${list}, is_current)
      GROUP BY ${list}
      ORDER BY maxIf(value, is_current) DESC NULLS LAST, maxIf(value, NOT is_current) DESC NULLS LAST, ${list}
      LIMIT ${parameters.bind('UInt32', top)}
    ),
    placed AS (SELECT *, rowNumberInAllBlocks() + 1 AS place FROM ranked)
    SELECT place, [${names.map((name) => `toString(any(${name}))`).join(', ')}] AS keys, is_current, bucket,
    ${values}
    FROM source LEFT ANY JOIN placed USING (${list})
    GROUP BY place, is_current, bucket
    ORDER BY place`;
}

/** The beginning of a row's bucket in its period, Unix ms. */
function bucketSql({ bucket, current, previous }: MetricsPlan, parameters: Parameters): string {
  if (bucket === undefined) return 'toInt64(0)';
  const inPeriod = ({ starts }: Period) => bucketOf(starts, parameters);
  return previous ? `if(is_current, ${inPeriod(current)}, ${inPeriod(previous)})` : inPeriod(current);
}

/** Of the buckets that begin at these times, the one that a row is in, as its beginning. Unix ms */
export function bucketOf(starts: readonly number[], parameters: Parameters): string {
  return `roundDown(toUnixTimestamp64Milli(created_at), ${parameters.bind('Array(Int64)', starts)})`;
}

/** What was found, with the buckets that have no calls. */
function rowsOf(plan: MetricsPlan, found: readonly FoundRow[]): MetricsRow[] {
  const { measures, keys, current, previous, bucket } = plan;
  const byPlace = new Map(found.map((row) => [row.place, row.keys]));
  if (keys.length === 0) byPlace.set(1, []);
  const places = [...byPlace.keys()].toSorted(
    (a, b) => (a || Number.POSITIVE_INFINITY) - (b || Number.POSITIVE_INFINITY),
  );
  const values = new Map(
    found.map((row) => [
      `${row.place} ${row.is_current} ${row.bucket}`,
      Object.fromEntries(measures.map(({ name }, i) => [name, row[`m${i}`] ?? null])),
    ]),
  );
  const nothing = Object.fromEntries(measures.map(({ name, ofNone }) => [name, ofNone]));
  const valuesAt = (place: number, period: Period | undefined, isCurrent: 0 | 1, index: number): Values | null => {
    const start = period?.starts[index];
    if (start === undefined) return null;
    return values.get(`${place} ${isCurrent} ${bucket === undefined ? 0 : start}`) ?? nothing;
  };
  return places.flatMap((place) =>
    current.starts.map((start, index) => ({
      time: bucket === undefined ? null : shownTime(start),
      group: place === 0 ? {} : groupOf(plan, byPlace.get(place) ?? []),
      other: place === 0,
      values: valuesAt(place, current, 1, index) ?? nothing,
      previous: valuesAt(place, previous, 0, index),
    })),
  );
}

function groupOf({ keys }: MetricsPlan, found: readonly string[]): Record<string, GroupValue> {
  return Object.fromEntries(keys.map(({ name, valueOfKey }, i) => [name, valueOfKey(found[i] ?? '')]));
}
