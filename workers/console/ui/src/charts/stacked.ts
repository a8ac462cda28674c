/** Sums from the bottom up, the highest first: it is drawn first, and the lower ones before it. Null where nothing is known so far. */
export function stacked(parts: readonly (readonly (number | null)[])[]): (number | null)[][] {
  let below: (number | null)[] = [];
  const sums = parts.map((values) => {
    below = values.map((value, i) => {
      const sum = below[i] ?? null;
      return value === null ? sum : (sum ?? 0) + value;
    });
    return below;
  });
  return sums.reverse();
}
