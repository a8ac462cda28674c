import { everything, type Filter, filterLimits, parseFilter, printLine } from '@tallystick/filter';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import { filterSql } from './filter-sql.ts';
import { errorLength, type GroupKey, type GroupValue, groupKey } from './groupings.ts';
import { Parameters } from './parameters.ts';
import { checkCount, checkSpan, QuestionError } from './question-error.ts';
import { type Scope, scopeSql } from './scope.ts';
import { sourceSql } from './source.ts';

export interface DifferenceQuestion {
  /** Unix ms; `to` is excluded. */
  from: number;
  to: number;
  filter: Filter;
  /** Which part of those calls is compared with the rest: a span of time (Unix ms, `to` excluded), a filter, or both. */
  inside: { from?: number | undefined; to?: number | undefined; filter?: Filter | undefined };
  /** Differences to be answered. Default: 20. */
  limit?: number | undefined;
}

const mostDifferences = 200;

export const differenceAnswerSchema = z.object({
  /** Attempts of calls: a retried one may be just what is looked for. */
  inside: z.int(),
  outside: z.int(),
  /** What the inside is chosen by, and so was not compared. */
  left_out: z.array(z.string()),
  /** The surest and largest first. Empty where nothing differs surely, or one of the parts is empty. */
  differences: z.array(
    z.object({
      field: z.string(),
      /** Null for calls that do not have one. Of durations and tokens a range such as `1024..2047`, of errors their first 200 characters. */
      value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
      /** The same as a line of a filter. */
      line: z.string(),
      inside: z.int(),
      outside: z.int(),
      /** Of all that are inside, or outside. */
      inside_share: z.number(),
      outside_share: z.number(),
      /** `inside_share` - `outside_share`. */
      difference: z.number(),
      /** `inside_share` / `outside_share`; null where there is none outside. */
      ratio: z.number().nullable(),
    }),
  ),
});
export type DifferenceAnswer = z.infer<typeof differenceAnswerSchema>;
type Difference = DifferenceAnswer['differences'][number];

const groupedFields = [
  'provider',
  'model',
  'requested_model',
  'status',
  'finish',
  'finish_reason',
  'service_tier',
  'error',
  'path',
  'target_host',
  'key_id',
  'user_id',
  'session_name',
  'prompt_id',
  'country',
  'streamed',
  'cached',
  'body_location',
  'attempt',
] as const;
/** Compared by powers of two. */
const rangedFields = ['latency_ms', 'ttft_ms', 'prompt_tokens', 'completion_tokens'] as const;

/** Of a million values of a field, or of all properties, those met first are counted: what occurs often is met early. */
const settings = "SETTINGS max_rows_to_group_by = 1000000, group_by_overflow_mode = 'any'";

/**
 * What is different about a part of the calls: for every field and property, how often each value occurs inside the part and outside it. They
 * are ranked by the least by which the shares surely differ (`surely`), so that neither a rare value nor a common one with a small
 * difference comes first; what differs by less than a hundredth of the calls is left out.
 *
 * @throws QuestionError that names the part and says what it takes
 * @throws ClickHouseError; `too_much` and `timeout` mean that the question is too large
 */
export async function readDifference(asker: Asker, question: DifferenceQuestion): Promise<DifferenceAnswer> {
  const { inside, limit = 20 } = question;
  checkSpan(question);
  checkCount(limit, mostDifferences, 'limit');
  if (inside.from === undefined && inside.to === undefined && inside.filter === undefined) {
    throw new QuestionError('inside', 'takes a span of time, a filter, or both');
  }
  checkSpan({ from: inside.from ?? question.from, to: inside.to ?? question.to }, 'inside.');
  const leftOut = fieldsOf(inside.filter ?? everything);
  const [totals, ...fields] = await readFields(asker, question, leftOut, limit);
  const counts = { inside: totals?.inside ?? 0, outside: totals?.outside ?? 0 };
  const answer = { ...counts, left_out: leftOut };
  if (counts.inside === 0 || counts.outside === 0) return { ...answer, differences: [] };
  const properties = await readProperties(asker, question, leftOut, limit, counts);
  // What a filter could not say leads nowhere.
  const said = [...fields, ...properties].filter(({ value }) => String(value).length <= filterLimits.value);
  const ranked = said.toSorted((a, b) => b.sure - a.sure || b.inside - a.inside).slice(0, limit);
  return { ...answer, differences: ranked.map((found) => differenceOf(found, counts)) };
}

interface Found {
  field: string;
  value: GroupValue;
  inside: number;
  outside: number;
  /** The least by which the shares differ, most likely. */
  sure: number;
}

const foundSchema = z.object({
  name: z.string(),
  value: z.string(),
  inside: z.int(),
  outside: z.int(),
  sure: z.number(),
});

/** What differs by less of the calls explains nothing. */
const leastDifference = 0.01;

/**
 * The lower end of an interval of three standard errors around the difference of two shares. Three, not two, since thousands of values
 * are compared. With one more of each kind on both sides the interval holds for small counts as well: Agresti and Caffo, "Simple and
 * effective confidence intervals for proportions and differences of proportions", The American Statistician 54 (2000).
 */
function surely(insideTotal: string, outsideTotal: string): string {
  const share = (count: string, total: string) => `((${count} + 1) / (${total} + 2))`;
  const [p, q] = [share('inside', insideTotal), share('outside', outsideTotal)];
  const spread = `sqrt(${p} * (1 - ${p}) / (${insideTotal} + 2) + ${q} * (1 - ${q}) / (${outsideTotal} + 2))`;
  const differs = `abs(inside / ${insideTotal} - outside / ${outsideTotal}) >= ${leastDifference}`;
  // Of two values that make up a field, each differs as much as the other, save for the last digits.
  return `round(if(${differs}, abs(${p} - ${q}) - 3 * ${spread}, 0), 9)`;
}

/** The totals first, then values of fields. One pass over the rows counts them all. */
async function readFields(
  asker: Asker,
  question: DifferenceQuestion,
  leftOut: readonly string[],
  limit: number,
): Promise<Found[]> {
  const parameters = new Parameters();
  const keys = [...groupedFields.map((name) => groupKey(name, name, parameters)), ...rangedFields.map(rangeKey)].filter(
    ({ name }) => !leftOut.includes(name),
  );
  const columns = keys.map(({ sql }, i) => `${sql} AS key_${i}`);
  const [names, values] = [
    keys.map(({ name }, i) => `grouping(key_${i}) = 0, '${name}'`),
    keys.map((_, i) => `grouping(key_${i}) = 0, toString(key_${i})`),
  ];
  const found = await asker.ask(
    foundSchema,
    `SELECT name, value, inside, outside, sure
     FROM (
       SELECT *, ${surely('max(inside) OVER ()', 'max(outside) OVER ()')} AS sure
       FROM (
         SELECT multiIf(${names.join(', ')}, '') AS name, multiIf(${values.join(', ')}, '') AS value,
           countIf(is_inside) AS inside, countIf(NOT is_inside) AS outside
         FROM (SELECT ${[...columns, insideSql(asker, question, parameters)].join(', ')} FROM ${sourceOf(asker, question, parameters)})
         GROUP BY GROUPING SETS ((), ${keys.map((_, i) => `(key_${i})`).join(', ')})
       )
     )
     WHERE name = '' OR sure > 0
     ORDER BY name = '' DESC, sure DESC, inside DESC, name, value
     LIMIT ${parameters.bind('UInt32', limit + 1)}
     ${settings}`,
    parameters,
  );
  const byName = new Map(keys.map((key) => [key.name, key]));
  return found.map(({ name, value, ...counts }) => ({
    field: name,
    value: byName.get(name)?.valueOfKey(value) ?? null,
    ...counts,
  }));
}

async function readProperties(
  asker: Asker,
  question: DifferenceQuestion,
  leftOut: readonly string[],
  limit: number,
  totals: { inside: number; outside: number },
): Promise<Found[]> {
  const parameters = new Parameters();
  const [insideTotal, outsideTotal] = [totals.inside, totals.outside].map((total) => parameters.bind('UInt64', total));
  const found = await asker.ask(
    foundSchema,
    `SELECT name, value, inside, outside, ${surely(insideTotal ?? '', outsideTotal ?? '')} AS sure
     FROM (
       SELECT concat('properties.', name) AS name, value, countIf(is_inside) AS inside, countIf(NOT is_inside) AS outside
       FROM (SELECT properties, ${insideSql(asker, question, parameters)} FROM ${sourceOf(asker, question, parameters)})
       ARRAY JOIN mapKeys(properties) AS name, mapValues(properties) AS value
       GROUP BY name, value
     )
     WHERE sure > 0 AND name NOT IN ${parameters.bind('Array(String)', leftOut)}
     ORDER BY sure DESC, inside DESC, name, value
     LIMIT ${parameters.bind('UInt32', limit)}
     ${settings}`,
    parameters,
  );
  return found.map(({ name, ...rest }) => ({ field: name, ...rest }));
}

function scopeOf(asker: Asker, { from, to }: DifferenceQuestion): Scope {
  return { organisation: asker.organisation, from, to };
}

function sourceOf(asker: Asker, question: DifferenceQuestion, parameters: Parameters): string {
  return sourceSql(scopeOf(asker, question), question.filter, parameters);
}

function insideSql(asker: Asker, question: DifferenceQuestion, parameters: Parameters): string {
  const { from, to, filter = everything } = question.inside;
  const scope = scopeOf(asker, question);
  const part = scopeSql({ ...scope, from: from ?? scope.from, to: to ?? scope.to }, parameters);
  return `(${part} AND ${filterSql(filter, parameters, scopeSql(scope, parameters))}) AS is_inside`;
}

/** A number of calls by powers of two: `1024..2047`, as a filter's line has it. */
function rangeKey(name: (typeof rangedFields)[number]): GroupKey {
  const least = `roundToExp2(assumeNotNull(${name}))`;
  const range = `if(${name} < 2, toString(assumeNotNull(${name})), concat(toString(${least}), '..', toString(2 * ${least} - 1)))`;
  return {
    name,
    sql: `if(isNull(${name}), '', ${range})`,
    valueOfKey: (key) => (key === '' ? null : key),
  };
}

/** The fields that a filter names. */
function fieldsOf(filter: Filter): string[] {
  const parts = 'and' in filter ? filter.and : 'or' in filter ? filter.or : 'not' in filter ? [filter.not] : [];
  const own = 'field' in filter ? [filter.field] : [];
  return [...new Set([...own, ...parts.flatMap(fieldsOf)])];
}

function differenceOf(found: Found, totals: { inside: number; outside: number }): Difference {
  const { field, value, inside, outside } = found;
  const [inside_share, outside_share] = [inside / totals.inside, outside / totals.outside];
  return {
    field,
    value,
    line: printLine(parseFilter(filterOf(found))),
    inside,
    outside,
    inside_share,
    outside_share,
    difference: inside_share - outside_share,
    ratio: outside === 0 ? null : inside_share / outside_share,
  };
}

function filterOf({ field, value }: Found): unknown {
  if (value === null) return { not: { field, op: 'exists' } };
  if (rangedFields.some((name) => name === field)) {
    const [from, to = from] = String(value).split('..').map(Number);
    return from === to
      ? { field, op: '=', value: from }
      : {
          and: [
            { field, op: '>=', value: from },
            { field, op: '<=', value: to },
          ],
        };
  }
  const isCut = field === 'error' && [...String(value)].length === errorLength;
  return { field, op: isCut ? 'starts_with' : '=', value };
}
