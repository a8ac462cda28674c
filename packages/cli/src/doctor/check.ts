import { CommandError } from '../command-error.ts';

/** One thing that may be wrong. */
export interface Check {
  name: string;
  /**
   * @returns what was found, in a few words
   * @throws CommandError what is wrong, and what to do about it
   */
  run(): Promise<string>;
}

/**
 * Runs checks one after another, each whatever the others found.
 *
 * @param report takes a line for each
 * @returns how many things are wrong
 */
export async function runChecks(checks: readonly Check[], report: (line: string) => void): Promise<number> {
  const width = Math.max(...checks.map(({ name }) => name.length));
  let wrong = 0;
  for (const { name, run } of checks) {
    try {
      report(`✓ ${name.padEnd(width)} ${await run()}`);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      wrong++;
      report(`✗ ${name.padEnd(width)} ${error.message}`);
    }
  }
  return wrong;
}
