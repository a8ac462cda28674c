import type { Filter } from '@tallystick/filter';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import { addGroupKey, type GroupKey, type GroupValue } from './groupings.ts';
import { type Measure, measureNamed } from './measures.ts';
import { bucketOf, typeSchemas } from './metrics.ts';
import { Parameters } from './parameters.ts';
import { checkSpan, QuestionError } from './question-error.ts';
import { sourceSql } from './source.ts';
import { bucketStarts } from './time-buckets.ts';
import { timeZoneNamed } from './time-zone.ts';

export interface SpendingQuestion {
  /** Unix ms; `to` is excluded. */
  from: number;
  to: number;
  filter: Filter;
  /** Names of fields, such as `model` or `properties.team`. */
  by: readonly string[];
  /** IANA name, of the months. Default: UTC. */
  timeZone?: string | undefined;
}

/** What a spending report may be at most. */
const spendingLimits = { by: 3, rows: 20_000 } as const;

export const spendingMeasures = [
  'requests',
  'errors',
  'prompt_tokens',
  'completion_tokens',
  'cost_usd',
  'cost_unknown',
] as const;
/** By measure. Null is unknown; money is decimal text. */
type Values = Record<string, number | string | null>;

export interface SpendingAnswer {
  /** The fields' own names. */
  by: string[];
  /** Months, in order, and in each its groups, the dearest first. What nobody did has no row. */
  rows: {
    /** `2026-11`, by the calendar of the zone. */
    month: string;
    group: Record<string, GroupValue>;
    values: Values;
  }[];
  /** Of all rows together. */
  total: Values;
}

/**
 * What was spent, by month and fields: all groups, so that rows add up to the total. Measures are those of metrics.
 *
 * @throws QuestionError that names the part and says what it takes
 * @throws ClickHouseError; `too_much` and `timeout` mean that the question is too large
 */
export async function readSpending(asker: Asker, question: SpendingQuestion): Promise<SpendingAnswer> {
  const { from, to, filter, by, timeZone = 'UTC' } = question;
  checkSpan(question);
  if (by.length > spendingLimits.by) throw new QuestionError('by', `takes up to ${spendingLimits.by} fields`);
  const parameters = new Parameters();
  const zone = timeZoneNamed(timeZone);
  const keys: GroupKey[] = [];
  for (const [i, name] of by.entries()) addGroupKey(keys, name, `by[${i}]`, parameters);
  const measures = spendingMeasures.map((name) => measureNamed(name, name, parameters));
  const names = keys.map((_, i) => `key_${i}`);
  const columns = keys.map(({ sql }, i) => `${sql} AS ${names[i]}`);
  const month = `${bucketOf(bucketStarts('1M', zone, from, to), parameters)} AS month`;
  const source = sourceSql({ organisation: asker.organisation, from, to }, filter, parameters);
  const found = await asker.ask(
    rowSchema(measures),
    `SELECT month, [${names.join(', ')}] :: Array(String) AS keys, grouping(month) AS is_total,
       ${measures.map(({ name, sql }) => `${sql} AS sum_${name}`).join(',\n       ')}
     FROM (SELECT *, ${[month, ...columns].join(', ')} FROM ${source})
     GROUP BY GROUPING SETS ((${['month', ...names].join(', ')}), ())
     ORDER BY is_total DESC, month, sum_cost_usd DESC NULLS LAST, keys
     LIMIT ${parameters.bind('UInt32', spendingLimits.rows + 2)}`,
    parameters,
    { rowsAnswered: spendingLimits.rows + 2 },
  );
  const [total, ...rows] = found;
  if (rows.length > spendingLimits.rows) {
    throw new QuestionError(
      'by',
      `makes more than the ${spendingLimits.rows} rows of a report: take fewer fields, a shorter time or a filter`,
    );
  }
  const valuesOf = (row: FoundRow | undefined): Values =>
    Object.fromEntries(measures.map(({ name, ofNone }) => [name, row ? (row[`sum_${name}`] ?? null) : ofNone]));
  return {
    by: keys.map(({ name }) => name),
    rows: rows.map((row) => ({
      month: new Date(row.month + zone.offset(row.month)).toISOString().slice(0, 7),
      group: Object.fromEntries(keys.map(({ name, valueOfKey }, i) => [name, valueOfKey(row.keys[i] ?? '')])),
      values: valuesOf(row),
    })),
    total: valuesOf(rows.length === 0 ? undefined : total),
  };
}

interface FoundRow {
  /** When it begins. Unix ms */
  month: number;
  keys: string[];
  [measure: `sum_${string}`]: number | string | null;
}

function rowSchema(measures: readonly Measure[]): z.ZodType<FoundRow> {
  const values = measures.map(({ name, type }) => [`sum_${name}`, typeSchemas[type]]);
  const group = { month: z.int(), keys: z.array(z.string()) };
  return z.object({ ...group, ...Object.fromEntries(values) }) as unknown as z.ZodType<FoundRow>;
}
