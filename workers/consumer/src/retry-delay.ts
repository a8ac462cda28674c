const firstSeconds = 10;
const longestSeconds = 3600;

/**
 * How long a message waits after a failure that passes: twice as long each time, at most an hour, of which a random half
 * is left off, so that what failed together does not come back together.
 *
 * @param attempts how often the message was delivered, from 1
 * @returns whole seconds
 */
export function retryDelay(attempts: number): number {
  const longest = Math.min(longestSeconds, firstSeconds * 2 ** (attempts - 1));
  return Math.ceil(longest * (1 - Math.random() / 2));
}
