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
      { value: null, costs: [undefined, null], total: null },
    ],
    totals: [1, 4],
    total: 5,
  });
});

it('adds up what is known, and takes what is not for unknown rather than nothing', () => {
  const rows = [row('2026-10', 'data', null), row('2026-11', 'data', '0'), row('2026-10', 'web', null)];
  expect(tableOf({ rows })).toMatchObject({
    rows: [
      { value: 'data', total: 0 },
      { value: 'web', total: null },
    ],
    totals: [null, 0],
    total: 0,
  });
  expect(tableOf({ rows: rows.slice(2) }).total).toBeNull();
});

it('begins with a whole month, as the clocks of the zone have it', () => {
  const now = Date.parse('2026-01-31T23:30:00Z');
  expect(firstDay(now, 'UTC')).toBe('2025-08-01');
  expect(firstDay(now, 'Europe/Berlin')).toBe('2025-09-01');
});
