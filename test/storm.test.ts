import { expect, test } from 'vitest';
import { shortForm } from './storm/forms.ts';
import { runStorm } from './storm/storm.ts';

test('calls made while everything fails in turn and at once pass untouched, and each ends as exactly one row', async () => {
  const report = await runStorm({ ...shortForm, seed: 1 });
  expect(report.problems).toEqual([]);
  // A storm that does nothing proves nothing.
  expect(report.spells.length).toBeGreaterThan(10);
  expect(report.counts['consumer: written parked']).toBeGreaterThan(0);
  expect(report.counts['edge: written spill']).toBeGreaterThan(0);
}, 600_000);
