/** What the runtime prints of a failure of its own, which the Worker only knows by a reference. */
const internalError =
  /\bfailed: (?<cause>.+?);? stack: .*\bsentryErrorContext = jsgInternalError; wdErrId = (?<reference>\w+)/;

/**
 * What `dev` prints of an error or a warning that a Worker or its runtime logged, in one line.
 *
 * @returns undefined for what workerd's own developers mark as of no concern even to themselves
 */
export function logLine(message: string): string | undefined {
  if (message.startsWith('NOSENTRY')) return undefined;
  // An object that was logged comes over several lines.
  const line = message.replace(/\s*\n\s*/g, ' ');
  const { cause, reference } = internalError.exec(line)?.groups ?? {};
  // The rest is where in its own code that was. The reference leads to the Worker's line about it.
  return cause === undefined ? line : `workerd: ${cause} (reference = ${reference})`;
}
