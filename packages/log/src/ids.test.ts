import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uuidPattern, uuidv7, uuidv7Time } from './ids.ts';

const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe('uuidv7', () => {
  it('carries its time, version and variant', () => {
    fc.assert(
      fc.property(time, (now) => {
        const id = uuidv7(now);
        expect(id).toMatch(uuidPattern);
        expect(id).toMatch(/^.{14}7.{4}[89ab]/);
        expect(uuidv7Time(id)).toBe(now);
        expect(uuidv7Time(id.toUpperCase())).toBe(now);
      }),
    );
  });

  it('sorts as its time does', () => {
    fc.assert(
      fc.property(time, time, (a, b) => {
        if (a !== b) expect(uuidv7(a) < uuidv7(b)).toBe(a < b);
      }),
    );
  });

  it('does not repeat within a millisecond', () => {
    expect(new Set(Array.from({ length: 1000 }, () => uuidv7(1))).size).toBe(1000);
  });
});

it.each(['', 'x', crypto.randomUUID(), '018f0000-0000-7000-8000-00000000000g'])('no time is read from %j', (id) => {
  expect(uuidv7Time(id)).toBeUndefined();
});
