import { expect, it } from 'vitest';
import { stacked } from './stacked.ts';

it('stands parts on each other; what is unknown adds nothing, and is not nothing', () => {
  const [high, low] = stacked([
    [1, null, 2, 0],
    [3, null, null, 0],
  ]);
  expect(low).toEqual([1, null, 2, 0]);
  expect(high).toEqual([4, null, 2, 0]);
  expect(stacked([[null], [5]])).toEqual([[5], [null]]);
});
