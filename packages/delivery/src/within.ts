/** Nothing was heard in time. What was asked may be done all the same. */
export class TimeoutError extends Error {
  override name = 'TimeoutError';
}

/**
 * What `work` gives, or a TimeoutError when it has given nothing after a while. The work itself goes on: it must be of a kind that may
 * succeed late, or twice.
 *
 * @param milliseconds how long is waited
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeoutError(`no answer within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
