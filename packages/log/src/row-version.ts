/**
 * Versions of a row order by what they hold: whether it is complete, then the generation of its prices, then how many edits are folded
 * into it (docs/decisions/0106). The consumer writes base rows: this version for a complete one, 0 for one whose bodies were missing.
 */
export const completeVersion = 2 ** 48;

/** What consumers before that order wrote for a complete row. A fold of an incomplete one is at least 2. */
const formerCompleteVersion = 1;

/** Whether a row with this version has all that there is of its call: no later delivery of the message can bring more. */
export function isComplete(version: number): boolean {
  return version === formerCompleteVersion || version >= completeVersion;
}
