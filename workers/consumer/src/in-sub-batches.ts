import { subBatchBytes } from './limits.ts';

/** Groups items in their order, each group as soon as it has reached the size of a sub-batch. None is empty. */
export async function* inSubBatches<T>(items: AsyncIterable<T>, sizeOf: (item: T) => number): AsyncGenerator<T[]> {
  let group: T[] = [];
  let size = 0;
  for await (const item of items) {
    group.push(item);
    size += sizeOf(item);
    if (size < subBatchBytes) continue;
    yield group;
    group = [];
    size = 0;
  }
  if (group.length > 0) yield group;
}
