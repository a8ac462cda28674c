import { type Filter, parseFilter } from '@tallystick/filter';

/** How numbers are told apart by ranges, each from one step to the next. */
export interface Ranges {
  /** Where they begin, in order. */
  steps: readonly number[];
  /** What two neighbouring numbers are apart; a range no longer than this is one number. */
  unit: number;
}

const decades = (from: number, to: number, digits: readonly number[]) =>
  // From text, so that a step is the float that is next to the decimal.
  Array.from({ length: to - from + 1 }, (_, i) => digits.map((digit) => Number(`${digit}e${from + i}`))).flat();

const wholeNumbers: Ranges = { steps: [0, ...Array.from({ length: 34 }, (_, i) => 2 ** i)], unit: 1 };

/** Columns that are compared by ranges. */
export const rangedFields = {
  latency_ms: wholeNumbers,
  ttft_ms: wholeNumbers,
  prompt_tokens: wholeNumbers,
  completion_tokens: wholeNumbers,
  cost_usd: { steps: [0, ...decades(-12, 6, [1, 2, 5])], unit: 1e-12 },
} as const satisfies Readonly<Record<string, Ranges>>;

const positiveScores = [...decades(-3, 6, [1, 2, 3, 4, 5, 6, 7, 8, 9]), Number.MAX_VALUE];
/** Many scores have a few round values: a step is by itself, and a range is what lies between two. */
export const scoreSteps = [...positiveScores.map((step) => -step).reverse(), 0, ...positiveScores];

/** A range as it is shown: `1024..2048`, of which the second is not in it, or its only number. */
export function rangeFrom(least: number, { steps, unit }: Ranges): string | number {
  const end = steps[steps.indexOf(least) + 1] ?? Number.POSITIVE_INFINITY;
  return end - least > unit ? `${least}..${end}` : least;
}

/** A score that is a step, or what lies between it and the next. */
export function scoreRange(key: string): string | number {
  const least = Number.parseFloat(key);
  return key.endsWith('..') ? `${least}..${scoreSteps[scoreSteps.indexOf(least) + 1]}` : least;
}

/** The numbers of a range that is shown like this. */
export function rangeFilter(field: string, range: string): Filter {
  const [from, to] = range.split('..').map(Number);
  if (to === undefined) return parseFilter({ field, op: '=', value: from });
  const above = Object.hasOwn(rangedFields, field) ? '>=' : '>';
  return parseFilter({
    and: [
      { field, op: above, value: from },
      { field, op: '<', value: to },
    ],
  });
}
