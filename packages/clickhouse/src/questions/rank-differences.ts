import type { Filter } from '@tallystick/filter';
import { type Counts, type DifferingValue, leastDifference } from './differing-values.ts';

/** A difference in its place. */
export interface RankedValue extends DifferingValue {
  /** What it follows from: the choice of the part, or a difference before it. */
  follows: Filter | undefined;
}

/** What a call has from its beginning: who asks and for what, and then what is asked. All else comes of it. */
const causes: readonly string[] = [
  ...['properties', 'prompt_id', 'session_name', 'session_path', 'session_id', 'user_id', 'key_id', 'country'],
  ...['provider', 'requested_model', 'target_host', 'path', 'attempt', 'created_at', 'request_id', 'call_id'],
];

/** Whether a field tells what came of a call. */
export function isOutcome(field: string): boolean {
  return stageOf(field) === causes.length;
}

function stageOf(field: string): number {
  const [name = ''] = field.split('.');
  const stage = causes.indexOf(name);
  return stage < 0 ? causes.length : stage;
}

/**
 * Takes what differs most, then what differs most beside it, and so on: each is judged by the least that surely differs among calls that are
 * alike in one that was taken. What differs no more then stands behind, the surest first. Of those that leave nothing of each other, which say
 * the same, the one that a call has earliest is taken. Of those taken, what is more frequent inside stands before what is missing there.
 *
 * @param values the surest first
 * @param chosen of a value that follows from the choice of the part: that choice
 * @param together how many calls have both values, by their places
 */
export function rankDifferences(
  values: readonly DifferingValue[],
  totals: Counts,
  chosen: (value: DifferingValue) => Filter | undefined,
  together: (one: number, other: number) => Counts,
): RankedValue[] {
  const leftOf = (one: number, other: number) => {
    const [both, among] = [together(one, other), together(other, other)];
    const without = minus(together(one, one), both);
    return surelyDiffer([
      { of: both, among },
      { of: without, among: minus(totals, among) },
    ]);
  };
  const isMore = ({ inside, outside }: Counts) => inside * totals.outside > outside * totals.inside;
  const moreInside = (a: Counts, b: Counts) => Number(isMore(b)) - Number(isMore(a));
  const ranked: RankedValue[] = [];
  const waiting = values.map((value, place) => {
    const follows = chosen(value);
    return { value, place, follows, left: follows ? 0 : value.sure };
  });
  for (;;) {
    const [most, ...others] = waiting.filter(({ left }) => left > 0).toSorted((a, b) => b.left - a.left);
    if (!most) break;
    const same = others.filter(({ place }) => leftOf(place, most.place) <= 0 && leftOf(most.place, place) <= 0);
    const [first = most] = [most, ...same].toSorted(
      (a, b) => stageOf(a.value.field) - stageOf(b.value.field) || moreInside(a.value, b.value),
    );
    ranked.push({ ...first.value, follows: undefined });
    waiting.splice(waiting.indexOf(first), 1);
    for (const other of waiting) {
      if (other.left <= 0) continue;
      other.left = Math.min(other.left, leftOf(other.place, first.place));
      if (other.left <= 0) other.follows = first.value.filter;
    }
  }
  ranked.sort(moreInside);
  return [...ranked, ...waiting.map(({ value, follows }) => ({ ...value, follows }))];
}

/** Some calls of each part, among those that they are counted of. */
interface Share {
  of: Counts;
  among: Counts;
}

/**
 * The least by which the shares of both parts differ, as `surely` has it, over groups of calls that are alike in something: the mean
 * of the groups' differences, each by how much it tells (W. G. Cochran, "Some methods for strengthening the common χ² tests",
 * Biometrics 10 (1954)). 0 where no group has calls of both parts.
 */
function surelyDiffer(groups: readonly Share[]): number {
  const told = groups.map(({ of, among }) => {
    const weight = (among.inside * among.outside) / (among.inside + among.outside || 1);
    const [p, q] = [(of.inside + 1) / (among.inside + 2), (of.outside + 1) / (among.outside + 2)];
    const variance = (p * (1 - p)) / (among.inside + 2) + (q * (1 - q)) / (among.outside + 2);
    return { weight, difference: weight * (p - q), variance: weight ** 2 * variance };
  });
  const sum = (name: 'weight' | 'difference' | 'variance') => told.reduce((total, one) => total + one[name], 0);
  const difference = Math.abs(sum('difference')) / (sum('weight') || 1);
  return difference < leastDifference ? 0 : difference - (3 * Math.sqrt(sum('variance'))) / (sum('weight') || 1);
}

function minus(all: Counts, some: Counts): Counts {
  return { inside: all.inside - some.inside, outside: all.outside - some.outside };
}
