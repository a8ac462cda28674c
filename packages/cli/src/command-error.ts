/** A failure that its message explains in one line, with what to do about it: printed without a stack, exit code 1. */
export class CommandError extends Error {
  override name = 'CommandError';
}
