import { expect, it } from 'vitest';
import { firstDay, tableOf } from './months.ts';

function row(month: string, team: string | null, cost: string | null) {
  const none = { requests: 1, errors: 0, prompt_tokens: null, completion_tokens: null, cost_unknown: 0 };
  return { month, group: { 'properties.team': team }, values: { ...none, cost_usd: cost } };
}

it('puts values down, the dearest first, and months across', () => {
  const rows = [
    row('2026-10', 'data', '1'),
    row('2026-11', 'support', '3'),
    row('2026-11', 'data', '1'),
    row('2026-11', null, null),
  ];
  expect(tableOf({ rows })).toEqual({
    months: ['2026-10', '2026-11'],
    rows: [
      { value: 'support', costs: [undefined, '3'], total: 3 },
      { value: 'data', costs: ['1', '1'], total: 2 },
      { value: null, costs: [undefined, null], total: 0 },
    ],
    totals: [1, 4],
  });
});

it('begins with a whole month, as the clocks of the zone have it', () => {
  const now = Date.parse('2026-01-31T23:30:00Z');
  expect(firstDay(now, 'UTC')).toBe('2025-08-01');
  expect(firstDay(now, 'Europe/Berlin')).toBe('2025-09-01');
});
