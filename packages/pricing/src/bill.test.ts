import fc from 'fast-check';
import { expect, test } from 'vitest';
import { billOf } from './bill.ts';

const factors = fc.constantFrom([1n, 1n], [1n, 2n], [11n, 10n], [1n, 3n] as const);
const charges = fc.uniqueArray(
  fc.record({
    line: fc.stringMatching(/^[a-z]{1,6}$/),
    units: fc.nat(),
    rate: fc.bigInt(0n, 10n ** 15n),
    per: fc.constantFrom(1_000_000n, 3_600_000n),
    fee: fc.boolean(),
  }),
  { selector: ({ line }) => line },
);

test('lines are never negative and add up to the exact sum, rounded once, whatever the rates', () => {
  fc.assert(
    fc.property(charges, factors, (charged, [numerator = 1n, denominator = 1n]) => {
      const { total, lines } = billOf(charged, { numerator, denominator });
      expect(Object.values(lines).every((line) => line >= 0n)).toBe(true);
      expect(Object.values(lines).reduce((sum, line) => sum + line, 0n)).toBe(total);
      let exact = 0n;
      for (const { units, rate, per, fee } of charged) {
        exact += (BigInt(units) * rate * (1_080_000_000n / per) * (fee ? 1n : numerator)) / (fee ? 1n : denominator);
      }
      const rounding = 2n * (total * 1_080_000_000n - exact);
      expect(rounding <= 1_080_000_000n && rounding >= -1_080_000_000n).toBe(true);
    }),
  );
});
