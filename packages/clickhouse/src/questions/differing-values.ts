import { type Filter, filterLimits, findField, parseFilter } from '@tallystick/filter';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import { errorLength, type GroupKey, type GroupValue, groupKey } from './groupings.ts';
import { Parameters } from './parameters.ts';
import { rangedFields, rangeFilter, rangeFrom, scoreRange, scoreSteps } from './ranges.ts';

/** Calls of the part that is asked about, and of the rest. */
export interface Counts {
  inside: number;
  outside: number;
}

/** A value of which one part has surely more than the other. */
export interface DifferingValue extends Counts {
  field: string;
  /** Null: the calls that have none. */
  value: GroupValue;
  /** The least by which the shares differ, most likely. */
  sure: number;
  /** Finds its calls. */
  filter: Filter;
}

/** Where calls are read from, with `is_inside`. */
export type ReadParts = (parameters: Parameters) => string;

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
  'session_path',
  'prompt_id',
  'country',
  'streamed',
  'cached',
  'threat',
  'body_location',
  'attempt',
] as const;
const rangedNames = Object.keys(rangedFields) as (keyof typeof rangedFields)[];

const foundSchema = z.object({
  name: z.string(),
  value: z.string(),
  is_missing: z.boolean(),
  inside: z.int(),
  outside: z.int(),
  sure: z.number(),
});
type Found = z.infer<typeof foundSchema>;

/** What differs by less of the calls explains nothing. */
export const leastDifference = 0.01;

/** Of a million values of a field, or of all properties, those met first are counted: what occurs often is met early. */
const settings = "SETTINGS max_rows_to_group_by = 1000000, group_by_overflow_mode = 'any'";

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

/** The calls of both parts, and the values of columns that differ, the surest first. One pass over the rows counts them all. */
export async function readFields(
  asker: Asker,
  parts: ReadParts,
  leftOut: readonly string[],
  limit: number,
): Promise<{ totals: Counts; values: DifferingValue[] }> {
  const parameters = new Parameters();
  const keys = [
    ...groupedFields.map((name) => groupKey(name, name, parameters)),
    ...rangedNames.map((name) => rangeKey(name, parameters)),
  ].filter(({ name }) => !leftOut.includes(name));
  const columns = keys.map(({ sql }, i) => `${sql} AS key_${i}`);
  const [names, values] = [
    keys.map(({ name }, i) => `grouping(key_${i}) = 0, '${name}'`),
    keys.map((_, i) => `grouping(key_${i}) = 0, toString(key_${i})`),
  ];
  const found = await asker.ask(
    foundSchema,
    `SELECT name, value, false AS is_missing, inside, outside, sure
     FROM (
       SELECT *, ${surely('max(inside) OVER ()', 'max(outside) OVER ()')} AS sure
       FROM (
         SELECT multiIf(${names.join(', ')}, '') AS name, multiIf(${values.join(', ')}, '') AS value,
           countIf(is_inside) AS inside, countIf(NOT is_inside) AS outside
         FROM (SELECT ${columns.join(', ')}, is_inside FROM ${parts(parameters)})
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
  const { inside = 0, outside = 0 } = found.find(({ name }) => name === '') ?? {};
  return {
    totals: { inside, outside },
    values: found.flatMap((row) => differing(row, byName.get(row.name)?.valueOfKey(row.value))),
  };
}

/** Properties, scores and lists likewise, of which a call has any number. */
export async function readEntries(
  asker: Asker,
  parts: ReadParts,
  leftOut: readonly string[],
  limit: number,
  totals: Counts,
): Promise<DifferingValue[]> {
  const parameters = new Parameters();
  const [insideTotal, outsideTotal] = [totals.inside, totals.outside].map((total) => parameters.bind('UInt64', total));
  const steps = parameters.bind('Array(Float64)', scoreSteps);
  const score = `concat(toString(roundDown(score, ${steps})), if(roundDown(score, ${steps}) = score, '', '..'))`;
  // The last says whether it is the first of this name in its call.
  const list = (name: string) =>
    `arrayMap((element, place) -> ('${name}', element, place = 1), arrayDistinct(${name}), arrayEnumerate(arrayDistinct(${name})))`;
  const counts = (where: string, total: string | undefined) =>
    `toUInt64(if(is_missing, toInt64(${total}) - toInt64(countIf(${where} AND entry.3)), toInt64(countIf(${where}))))`;
  const found = await asker.ask(
    foundSchema,
    `SELECT *, ${surely(insideTotal ?? '', outsideTotal ?? '')} AS sure
     FROM (
       SELECT entry.1 AS name, entry.2 AS value, toBool(grouping(value)) AS is_missing,
         ${counts('is_inside', insideTotal)} AS inside, ${counts('NOT is_inside', outsideTotal)} AS outside
       FROM (SELECT properties, scores, warnings, threat_rules, is_inside FROM ${parts(parameters)})
       ARRAY JOIN arrayConcat(
         arrayMap((name, text) -> (concat('properties.', name), text, true), mapKeys(properties), mapValues(properties)),
         arrayMap((name, score) -> (concat('scores.', name), ${score}, true), mapKeys(scores), mapValues(scores)),
         ${list('warnings')},
         ${list('threat_rules')}
       ) AS entry
       GROUP BY GROUPING SETS ((name, value), (name))
     )
     WHERE sure > 0 AND name NOT IN ${parameters.bind('Array(String)', leftOut)}
     ORDER BY sure DESC, inside DESC, name, value
     LIMIT ${parameters.bind('UInt32', limit)}
     ${settings}`,
    parameters,
  );
  return found.flatMap((row) => {
    const value = row.name.startsWith('scores.') ? scoreRange(row.value) : row.value;
    return differing(row, row.is_missing ? null : value);
  });
}

/** None where a filter could not say it: that would lead nowhere. */
function differing({ name, inside, outside, sure }: Found, value: GroupValue | undefined): DifferingValue[] {
  if (value === undefined || !findField(name) || String(value).length > filterLimits.value) return [];
  return [{ field: name, value, inside, outside, sure, filter: filterOf(name, value) }];
}

function filterOf(field: string, value: GroupValue): Filter {
  if (value === null) return parseFilter({ not: { field, op: 'exists' } });
  if (Object.hasOwn(rangedFields, field) || field.startsWith('scores.')) return rangeFilter(field, String(value));
  const isCut = field === 'error' && [...String(value)].length === errorLength;
  return parseFilter({ field, op: isCut ? 'starts_with' : '=', value });
}

function rangeKey(name: keyof typeof rangedFields, parameters: Parameters): GroupKey {
  const ranges = rangedFields[name];
  const least = `roundDown(toFloat64(assumeNotNull(${name})), ${parameters.bind('Array(Float64)', ranges.steps)})`;
  return {
    name,
    sql: `if(isNull(${name}), '', toString(${least}))`,
    valueOfKey: (key) => (key === '' ? null : rangeFrom(Number(key), ranges)),
  };
}
