/**
 * What `work` gives, or an error when it has given nothing after a while. The work itself goes on: it must be of a kind that may
 * succeed late, or twice.
 *
 * @param milliseconds how long is waited
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
