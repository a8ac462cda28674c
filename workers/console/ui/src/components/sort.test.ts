import { expect, it } from 'vitest';
import { printSort, readSort } from './sort.ts';

const fields = ['cost_usd', 'ttft_p50'] as const;

it('reads from the URL what it wrote there', () => {
  for (const field of fields)
    for (const direction of ['asc', 'desc'] as const)
      expect(readSort(printSort({ field, direction }), fields)).toEqual({ field, direction });
});

it('takes what the list cannot be sorted by for nothing', () => {
  for (const text of [undefined, '', 'cost_usd.up', 'sessions']) expect(readSort(text, fields)).toBeUndefined();
});
