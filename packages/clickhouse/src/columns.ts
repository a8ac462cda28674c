/**
 * The columns of a row's schema, for an insert to name: a table without one of them is then `schema`, worth a retry, and not
 * `bad_data`.
 */
export function columnsOf(shape: Record<string, unknown>): [string, ...string[]] {
  const [first, ...rest] = Object.keys(shape);
  if (first === undefined) throw new RangeError('a row without columns');
  return [first, ...rest];
}
