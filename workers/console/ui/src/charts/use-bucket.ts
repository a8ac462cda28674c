import { momentOf } from '../format/moment.ts';
import { useRange } from '../search.ts';
import { type Bucket, bucketFor } from './buckets.ts';

/** The bucket that the time which the page looks at is shown in. */
export function useBucket(): Bucket {
  const { from, to } = useRange();
  const now = Date.now();
  return bucketFor(momentOf(to ?? '0m', now) - momentOf(from, now));
}
