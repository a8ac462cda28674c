import { type Filter, findField } from '@tallystick/filter';
import { addGroupKey, type GroupKey } from './groupings.ts';
import { type Measure, measureNamed } from './measures.ts';
import type { Parameters } from './parameters.ts';
import { checkCount, checkSpan, QuestionError } from './question-error.ts';
import { type BucketSize, bucketLengths, bucketSizes, bucketStarts, previousFrom } from './time-buckets.ts';
import { type TimeZone, timeZoneNamed } from './time-zone.ts';

/** By time, or by the name of a field such as `model`, `user_id`, `properties.feature`, `scores.quality`. */
export interface Grouping {
  by: string;
  /** Of time: one of `bucketSizes`. */
  bucket?: string | undefined;
}

export interface MetricsQuestion {
  /** Unix ms; `to` is excluded. */
  from: number;
  to: number;
  filter: Filter;
  /** Names of `measures`, or `scores.NAME.avg` and the like. */
  measures: readonly string[];
  /** Default: none, the whole as one. */
  groupings?: readonly Grouping[] | undefined;
  /** IANA name, of the buckets and of the previous period. Default: UTC. */
  timeZone?: string | undefined;
  /** Groups to be answered; those beyond are added up as one. Default: 10. */
  top?: number | undefined;
  /** The measure that says which groups come first, from the largest. Default: the first measure that is a count or a sum, else requests. */
  rankBy?: string | undefined;
  /** Answers beside each value what it was in the period before. */
  comparePrevious?: boolean | undefined;
}

/** What a metrics question may be at most. */
export const metricsLimits = { measures: 40, groupings: 4, top: 1000, rows: 10_000 } as const;

/** A span of time, Unix ms, and where the buckets in it begin. */
export interface Period {
  from: number;
  to: number;
  starts: readonly number[];
}

/** A question that was found to be answerable. */
export interface MetricsPlan {
  measures: readonly Measure[];
  rank: Measure;
  keys: readonly GroupKey[];
  top: number;
  /** Absent: not grouped by time. `starts` has one bucket then. */
  bucket: BucketSize | undefined;
  current: Period;
  previous: Period | undefined;
}

/** @throws QuestionError that names the part and says what it takes */
export function planMetrics(question: MetricsQuestion, parameters: Parameters): MetricsPlan {
  const { from, to, top = 10, timeZone = 'UTC', groupings = [], comparePrevious = false } = question;
  checkSpan(question);
  checkCount(top, metricsLimits.top, 'top');
  const zone = timeZoneNamed(timeZone);
  const measures = measuresOf(question.measures, parameters);
  const rank =
    question.rankBy === undefined
      ? (measures.find(({ ofNone }) => ofNone !== null) ?? measureNamed('requests', 'rank_by', parameters))
      : measureNamed(question.rankBy, 'rank_by', parameters);
  const { keys, bucket } = groupsOf(groupings, parameters);
  const groups = keys.length === 0 ? 1 : top + 1;
  const periodOf = (start: number, end: number) => ({
    from: start,
    to: end,
    starts: startsOf(bucket, zone, start, end, groups),
  });
  const current = periodOf(from, to);
  const previous = comparePrevious && from > 0 ? periodOf(previousFrom(zone, from, to), from) : undefined;
  return { measures, rank, keys, top, bucket: bucket?.size, current, previous };
}

function measuresOf(names: readonly string[], parameters: Parameters): Measure[] {
  if (names.length === 0 || names.length > metricsLimits.measures) {
    throw new QuestionError('measures', `takes 1 to ${metricsLimits.measures} measures`);
  }
  const found = names.map((name, i) => measureNamed(name, `measures[${i}]`, parameters));
  return [...new Map(found.map((measure) => [measure.name, measure])).values()];
}

interface BucketGrouping {
  size: BucketSize;
  at: string;
}

function groupsOf(groupings: readonly Grouping[], parameters: Parameters) {
  if (groupings.length > metricsLimits.groupings) {
    throw new QuestionError('groupings', `takes up to ${metricsLimits.groupings} groupings`);
  }
  const keys: GroupKey[] = [];
  let bucket: BucketGrouping | undefined;
  for (const [i, grouping] of groupings.entries()) {
    const at = `groupings[${i}]`;
    const size = bucketSizes.find((name) => name === grouping.bucket);
    if (grouping.by === 'time') {
      if (bucket) throw new QuestionError(`${at}.by`, 'time is there already');
      if (!size) throw new QuestionError(`${at}.bucket`, `takes one of ${bucketSizes.join(', ')}`);
      bucket = { size, at: `${at}.bucket` };
      continue;
    }
    if (grouping.bucket !== undefined) throw new QuestionError(`${at}.bucket`, 'belongs to time alone');
    if (findField(grouping.by)?.type === 'time') throw new QuestionError(`${at}.by`, 'group by time, with a bucket');
    addGroupKey(keys, grouping.by, `${at}.by`, parameters, 'time, or ');
  }
  return { keys, bucket };
}

/** Where buckets begin, as many as an answer holds for this many groups. */
function startsOf(
  bucket: BucketGrouping | undefined,
  zone: TimeZone,
  from: number,
  to: number,
  groups: number,
): number[] {
  if (!bucket) return [from];
  const most = Math.floor(metricsLimits.rows / groups);
  const count = Math.ceil((to - from) / bucketLengths[bucket.size]);
  if (count > most) {
    const fitting = bucketSizes.filter((size) => Math.ceil((to - from) / bucketLengths[size]) <= most);
    const instead = fitting.length === 0 ? '' : `a bucket of ${fitting.join(', ')}, or `;
    const times = groups === 1 ? '' : ` for each of ${groups} groups`;
    const fewer = groups === 1 ? '' : ', or a smaller top';
    throw new QuestionError(
      bucket.at,
      `${count} buckets of ${bucket.size}${times} are more than the ${metricsLimits.rows} rows of an answer: take ${instead}a shorter time${fewer}`,
    );
  }
  return bucketStarts(bucket.size, zone, from, to);
}
