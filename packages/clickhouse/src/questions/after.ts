export type SortDirection = 'asc' | 'desc';

/**
 * What stands behind a row, as a condition, where rows are sorted by a value, the unknown last.
 *
 * @param of SQL of the value that is sorted by
 * @param value SQL of the row's own; null where it is unknown
 * @param further SQL that holds for the rows behind it among those of the same value
 */
export function behindSql(of: string, direction: SortDirection, value: string | null, further: string): string {
  if (value === null) return `(isNull(${of}) AND ${further})`;
  const behind = `${of} ${direction === 'desc' ? '<' : '>'} ${value}`;
  return `(isNull(${of}) OR ifNull(${behind}, false) OR (ifNull(${of} = ${value}, false) AND ${further}))`;
}
