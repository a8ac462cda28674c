import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketSizes, bucketStarts, previousFrom } from './time-buckets.ts';
import { findTimeZone, type TimeZone } from './time-zone.ts';

const hour = 3_600_000;

function zone(name: string): TimeZone {
  const found = findTimeZone(name);
  if (!found) throw new RangeError(name);
  return found;
}

function starts(size: (typeof bucketSizes)[number], name: string, from: string, to: string): string[] {
  return bucketStarts(size, zone(name), Date.parse(from), Date.parse(to)).map((at) => new Date(at).toISOString());
}

/** Hours of each bucket but the last. */
function lengths(size: (typeof bucketSizes)[number], name: string, from: string, to: string): number[] {
  const times = bucketStarts(size, zone(name), Date.parse(from), Date.parse(to));
  return times.slice(1).map((time, i) => (time - (times[i] ?? 0)) / hour);
}

describe('bucketStarts', () => {
  it('follows the clock of a zone that is half an hour off', () => {
    expect(starts('1h', 'Asia/Kolkata', '2026-11-01T00:00Z', '2026-11-01T02:00Z')).toEqual([
      '2026-10-31T23:30:00.000Z',
      '2026-11-01T00:30:00.000Z',
      '2026-11-01T01:30:00.000Z',
    ]);
    expect(starts('1d', 'Asia/Kolkata', '2026-11-01T00:00Z', '2026-11-02T18:30Z')).toEqual([
      '2026-10-31T18:30:00.000Z',
      '2026-11-01T18:30:00.000Z',
    ]);
    expect(starts('15m', 'Asia/Kathmandu', '2026-11-01T00:00Z', '2026-11-01T00:20Z')).toHaveLength(2);
  });

  it('has days of 23 and 25 hours, and an hour that the clock shows twice as two', () => {
    const back = ['America/New_York', '2026-10-31T04:00Z', '2026-11-03T05:00Z'] as const;
    expect(lengths('1d', ...back)).toEqual([24, 25]);
    expect(lengths('6h', ...back).slice(4, 8)).toEqual([7, 6, 6, 6]);
    expect(lengths('1h', ...back)).toEqual(Array.from({ length: 72 }, () => 1));
    const ahead = ['America/New_York', '2026-03-07T05:00Z', '2026-03-10T04:00Z'] as const;
    expect(lengths('1d', ...ahead)).toEqual([24, 23]);
    expect(lengths('6h', ...ahead).slice(4, 8)).toEqual([5, 6, 6, 6]);
    expect(lengths('1h', ...ahead)).toEqual(Array.from({ length: 70 }, () => 1));
  });

  it('follows a clock that is changed by half an hour', () => {
    // On 4 April 2027 at 2:00 it is 1:30 again, on 4 October 2026 at 2:00 it is 2:30.
    expect(starts('1h', 'Australia/Lord_Howe', '2027-04-03T13:00Z', '2027-04-03T17:00Z')).toEqual([
      '2027-04-03T13:00:00.000Z',
      '2027-04-03T14:00:00.000Z',
      '2027-04-03T15:30:00.000Z',
      '2027-04-03T16:30:00.000Z',
    ]);
    expect(starts('1h', 'Australia/Lord_Howe', '2026-10-03T14:30Z', '2026-10-03T17:00Z')).toEqual([
      '2026-10-03T14:30:00.000Z',
      '2026-10-03T15:30:00.000Z',
      '2026-10-03T16:00:00.000Z',
    ]);
    expect(lengths('1d', 'Australia/Lord_Howe', '2027-04-03T13:00Z', '2027-04-06T00:00Z')).toEqual([24.5, 24]);
  });

  it('begins a day that has no midnight with the change of the clock', () => {
    // In Santiago the clock goes from 24:00 to 1:00, in Havana from 1:00 back to 0:00.
    expect(starts('1d', 'America/Santiago', '2026-09-05T12:00Z', '2026-09-07T12:00Z')).toEqual([
      '2026-09-05T04:00:00.000Z',
      '2026-09-06T04:00:00.000Z',
      '2026-09-07T03:00:00.000Z',
    ]);
    expect(lengths('1d', 'America/Havana', '2026-11-01T04:00Z', '2026-11-03T06:00Z')).toEqual([25, 24]);
  });

  it('begins weeks on Monday and months on the first', () => {
    expect(starts('1w', 'Europe/Zurich', '2026-10-22T00:00Z', '2026-11-03T00:00Z')).toEqual([
      '2026-10-18T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-11-01T23:00:00.000Z',
    ]);
    expect(starts('1M', 'Europe/Zurich', '2026-01-31T22:59Z', '2026-03-31T22:01Z')).toEqual([
      '2025-12-31T23:00:00.000Z',
      '2026-01-31T23:00:00.000Z',
      '2026-02-28T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ]);
  });

  it('covers any span without a gap, each bucket one date, week or month of the zone', () => {
    const zones = [
      'UTC',
      'Asia/Kolkata',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Santiago',
      'Africa/Casablanca',
      'Pacific/Chatham',
      'Africa/Cairo',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...bucketSizes),
        fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2028, 0) }),
        fc.integer({ min: 1, max: 100 * 24 * hour }),
        (name, size, from, length) => {
          const to = from + (size.endsWith('m') ? Math.min(length, 20 * hour) : length);
          const found = bucketStarts(size, zone(name), from, to);
          expect(found.length).toBeGreaterThan(0);
          expect(found[0]).toBeLessThanOrEqual(from);
          if (found.length > 1) expect(found[1]).toBeGreaterThan(from);
          expect(found.at(-1)).toBeLessThan(to);
          expect(found).toEqual([...new Set(found)].toSorted((a, b) => a - b));
          if (!['1d', '1w', '1M'].includes(size)) return;
          const options =
            size === '1M' ? ({ year: 'numeric', month: 'numeric' } as const) : ({ dateStyle: 'full' } as const);
          const date = (at: number) => new Date(at).toLocaleDateString('en', { timeZone: name, ...options });
          for (const [i, start] of found.entries()) {
            expect(date(start - 1)).not.toBe(date(start));
            if (size === '1w') expect(date(start)).toMatch(/^Monday/);
            const end = found[i + 1];
            if (end !== undefined && size !== '1w') expect(date(end - 1)).toBe(date(start));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('previousFrom', () => {
  const before = (name: string, from: string, to: string) =>
    new Date(previousFrom(zone(name), Date.parse(from), Date.parse(to))).toISOString();

  it('is as many months or days before, by the calendar of the zone', () => {
    expect(before('Europe/Zurich', '2026-02-28T23:00Z', '2026-03-31T22:00Z')).toBe('2026-01-31T23:00:00.000Z');
    expect(before('UTC', '2026-01-01T00:00Z', '2026-04-01T00:00Z')).toBe('2025-10-01T00:00:00.000Z');
    // The week after the clock was changed, which has an hour more.
    expect(before('Europe/Zurich', '2026-10-25T23:00Z', '2026-11-01T23:00Z')).toBe('2026-10-18T22:00:00.000Z');
    expect(before('America/New_York', '2026-11-02T05:00Z', '2026-11-03T05:00Z')).toBe('2026-11-01T04:00:00.000Z');
    expect(before('America/Santiago', '2026-09-07T03:00Z', '2026-09-08T03:00Z')).toBe('2026-09-06T04:00:00.000Z');
  });

  it('is as long before where the span is of no whole days', () => {
    expect(before('America/New_York', '2026-11-02T05:00Z', '2026-11-02T05:30Z')).toBe('2026-11-02T04:30:00.000Z');
    expect(before('UTC', '2026-11-02T05:00Z', '2026-11-04T05:00Z')).toBe('2026-10-31T05:00:00.000Z');
  });
});
