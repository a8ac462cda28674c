import { type Place, placeInName } from './place.ts';

/** Messages that the queue did not take when the edge sent them: `spill/<day>/<isolate>-<number>`, a packed frame each. */
export const spillPrefix = 'spill/';

/** A message that waits in R2 to be sent to the queue again. */
export interface Spilled extends Partial<Pick<Place, 'isolate_id' | 'isolate_seq'>> {
  key: string;
  /** Bytes. */
  size: number;
  spilled_at: Date;
}

/**
 * Lists what is spilled, the oldest day first.
 *
 * @param options.cursor from the page before
 * @param options.limit at most 1,000, the default
 */
export async function listSpilled(
  objects: R2Bucket,
  options: { cursor?: string; limit?: number } = {},
): Promise<{ spilled: Spilled[]; cursor?: string }> {
  const page = await objects.list({ prefix: spillPrefix, ...options });
  const spilled = page.objects.map(({ key, size, uploaded }) => ({
    key,
    size,
    spilled_at: uploaded,
    ...placeInName(key),
  }));
  return page.truncated ? { spilled, cursor: page.cursor } : { spilled };
}
