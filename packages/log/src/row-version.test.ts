import { expect, test } from 'vitest';
import { completeVersion, isComplete } from './index.ts';

test.each([
  [0, false, 'without bodies'],
  [1, true, 'complete, of a consumer before edits'],
  [2, false, 'without bodies, with one edit'],
  [2 ** 32 + 3, false, 'without bodies, priced again, with two edits'],
  [completeVersion, true, 'complete'],
  [completeVersion + 2 ** 32 + 3, true, 'complete, priced again, with two edits'],
])('of version %d a row is complete: %s (%s)', (version, complete) => {
  expect(isComplete(version)).toBe(complete);
});

test('every version up to 2¹⁶ price generations is a number that JavaScript holds exactly', () => {
  expect(Number.isSafeInteger(completeVersion + (2 ** 16 - 1) * 2 ** 32 + 2 ** 32 - 1)).toBe(true);
});
