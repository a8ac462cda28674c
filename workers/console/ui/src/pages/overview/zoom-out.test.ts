import { expect, it } from 'vitest';
import { zoomedOut } from './zoom-out.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

it('goes to the next wider of the usual ranges up to now', () => {
  expect(zoomedOut({ from: '24h' }, now)).toEqual({ from: '7d', to: undefined });
  expect(zoomedOut({ from: '2026-11-20T18:00:00Z' }, now)).toEqual({ from: '24h', to: undefined });
});

it('stays at what is wider than all of them', () => {
  expect(zoomedOut({ from: '90d' }, now)).toEqual({ from: '90d', to: undefined });
});

it('takes in as much before and after a range that has an end, and nothing of the future', () => {
  expect(zoomedOut({ from: '2026-11-12', to: '2026-11-13' }, now)).toEqual({
    from: '2026-11-11T00:00:00.000Z',
    to: '2026-11-14T00:00:00.000Z',
  });
  expect(zoomedOut({ from: '2026-11-20', to: '2026-11-21' }, now).to).toBe('2026-11-21T12:00:00.000Z');
});
