import { everything, type Filter, printLine } from '@tallystick/filter';
import * as z from 'zod';
import type { Asker } from './asker.ts';
import { type Counts, type DifferingValue, type ReadParts, readEntries, readFields } from './differing-values.ts';
import { filterSql } from './filter-sql.ts';
import type { GroupValue } from './groupings.ts';
import { Parameters } from './parameters.ts';
import { checkCount, checkSpan, QuestionError } from './question-error.ts';
import { isOutcome, type RankedValue, rankDifferences } from './rank-differences.ts';
import { scopeSql } from './scope.ts';
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

/** So many are looked for, too: they are compared by pairs. */
const mostDifferences = 100;

export interface DifferenceAnswer extends Counts {
  /** What the inside is chosen by, and so was not compared. */
  left_out: string[];
  /** Empty where nothing differs surely, or one of the parts is empty. */
  differences: Difference[];
}

/** Counted are attempts of calls: a retried one may be just what is looked for. */
interface Difference extends Counts {
  field: string;
  /**
   * Null for calls that do not have one. Of durations, tokens, costs and scores a range such as `1024..2048`, whose end is not in it; of errors
   * their first 200 characters.
   */
  value: GroupValue;
  /** The same as a line of a filter. */
  line: string;
  /** Of all that are inside, or outside. */
  inside_share: number;
  outside_share: number;
  /** `inside_share` - `outside_share`. */
  difference: number;
  /** `inside_share` / `outside_share`; null where there is none outside. */
  ratio: number | null;
  /** The line of what it follows from, or says again: a difference before it, or the part's own filter. Null for one that stands by itself. */
  follows: string | null;
}

/**
 * What is different about a part of the calls: for every field, property, score and warning, how often each value occurs inside the part and outside
 * it. Counted is the least by which the shares surely differ, so that neither a rare value nor a common one with a small difference comes first;
 * what differs by less than a hundredth of the calls is left out. What follows from another difference, or from the choice of the part, comes last.
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
  const choice = inside.filter ?? everything;
  const leftOut = fieldsOf(choice);
  const parts: ReadParts = (parameters) => partsSql(asker.organisation, question, parameters);
  const { totals, values: fields } = await readFields(asker, parts, leftOut, mostDifferences);
  const answer = { ...totals, left_out: leftOut };
  if (totals.inside === 0 || totals.outside === 0) return { ...answer, differences: [] };
  const entries = await readEntries(asker, parts, leftOut, mostDifferences, totals);
  const values = [...fields, ...entries]
    .toSorted((a, b) => b.sure - a.sure || b.inside - a.inside)
    .slice(0, mostDifferences);
  // Of calls that are chosen by what came of them, all that came of them differs.
  const chosen = ({ field }: DifferingValue) => (leftOut.some(isOutcome) && isOutcome(field) ? choice : undefined);
  const { all, together } = await readTogether(asker, parts, values, totals);
  const ranked = rankDifferences(values, all, chosen, together);
  return { ...answer, differences: ranked.slice(0, limit).map((value) => differenceOf(value, totals)) };
}

function partsSql(organisation: string, question: DifferenceQuestion, parameters: Parameters): string {
  const { from, to, filter = everything } = question.inside;
  const scope = { organisation, from: question.from, to: question.to };
  const part = scopeSql({ ...scope, from: from ?? scope.from, to: to ?? scope.to }, parameters);
  const isInside = `${part} AND ${filterSql(filter, parameters, scopeSql(scope, parameters))}`;
  return `(SELECT *, ${isInside} AS is_inside FROM ${sourceSql(scope, question.filter, parameters)})`;
}

/** Calls of each part that pairs of values are counted in: shares of so many are within a hundredth. */
const sample = 20_000;

const togetherSchema = z.object({ one: z.int(), other: z.int(), inside: z.int(), outside: z.int() });

/** How many calls have two of the values, in a sample of each part. */
async function readTogether(asker: Asker, parts: ReadParts, values: readonly DifferingValue[], totals: Counts) {
  const parameters = new Parameters();
  const everyNth = (count: number) => parameters.bind('UInt64', Math.ceil(count / sample));
  // No condition here searches bodies.
  const conditions = values.map(({ filter }) => filterSql(filter, parameters, 'false'));
  const found = await asker.ask(
    togetherSchema,
    `SELECT one, other, sum(inside) AS inside, sum(outside) AS outside
     FROM (
       SELECT met, arrayJoin(met) AS one, inside, outside
       FROM (
         SELECT arrayFilter((place, is_met) -> is_met, range(${values.length + 1}), [${['true', ...conditions].join(', ')}]) AS met,
           countIf(is_inside) AS inside, countIf(NOT is_inside) AS outside
         FROM ${parts(parameters)}
         WHERE cityHash64(request_id) % if(is_inside, ${everyNth(totals.inside)}, ${everyNth(totals.outside)}) = 0
         GROUP BY met
       )
     )
     ARRAY JOIN met AS other
     WHERE one <= other
     GROUP BY one, other`,
    parameters,
  );
  const byPair = new Map(found.map(({ one, other, ...counts }) => [`${one} ${other}`, counts]));
  const at = (one: number, other: number) =>
    byPair.get(`${Math.min(one, other)} ${Math.max(one, other)}`) ?? { inside: 0, outside: 0 };
  // At 0 stands what holds for all.
  return { all: at(0, 0), together: (one: number, other: number) => at(one + 1, other + 1) };
}

/** The fields that a filter names. */
function fieldsOf(filter: Filter): string[] {
  const parts = 'and' in filter ? filter.and : 'or' in filter ? filter.or : 'not' in filter ? [filter.not] : [];
  const own = 'field' in filter ? [filter.field] : [];
  return [...new Set([...own, ...parts.flatMap(fieldsOf)])];
}

function differenceOf(found: RankedValue, totals: Counts): Difference {
  const { field, value, filter, inside, outside, follows } = found;
  const [inside_share, outside_share] = [inside / totals.inside, outside / totals.outside];
  return {
    field,
    value,
    line: printLine(filter),
    inside,
    outside,
    inside_share,
    outside_share,
    difference: inside_share - outside_share,
    ratio: outside === 0 ? null : inside_share / outside_share,
    follows: follows ? printLine(follows) : null,
  };
}
