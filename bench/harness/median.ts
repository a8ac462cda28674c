/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Of each round's own ratio, so that what the machine does meanwhile changes both sides. */
export function medianRatio(values: readonly number[], yardsticks: readonly number[]): number {
  return median(values.map((value, round) => value / (yardsticks[round] ?? Number.NaN)));
}

/** The value that so many in a hundred do not exceed; NaN of nothing. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * hundredths) / 100) - 1] ?? Number.NaN;
}
