/**
 * Groups items in their order, each group as large as it may be. An item that is too large by itself goes alone. None is empty.
 *
 * @param bytesOf what an item counts for
 */
export function* inGroups<T>(
  items: readonly T[],
  mostItems: number,
  mostBytes: number,
  bytesOf: (item: T) => number,
): Generator<T[]> {
  let group: T[] = [];
  let size = 0;
  for (const item of items) {
    const own = bytesOf(item);
    if (group.length === mostItems || (group.length > 0 && size + own > mostBytes)) {
      yield group;
      group = [];
      size = 0;
    }
    group.push(item);
    size += own;
  }
  if (group.length > 0) yield group;
}
