import type { Charge } from './charges.ts';
import type { Factor } from './factors.ts';

/** Amounts in 1e-12 USD. */
export interface Bill {
  total: bigint;
  lines: Record<string, bigint>;
}

/**
 * Adds up the charges, the prices of tokens times `factor`. The total is the exact sum, rounded once, half up. Each line is
 * what it adds to the rounded sum so far: so the lines always add up to the total, and none is negative or off by 1e-12 or more.
 */
export function billOf(charges: readonly Charge[], factor: Factor): Bill {
  // Rates are per million units or per hour in milliseconds; sums are kept in this many parts of 1e-12 USD, a multiple of both.
  const whole = 18_000_000n;
  const parts = whole * factor.denominator;
  const lines: Record<string, bigint> = {};
  let exact = 0n;
  let total = 0n;
  for (const { line, units, rate, per = 1_000_000n, fee } of charges) {
    exact += BigInt(units) * rate * (whole / per) * (fee ? factor.denominator : factor.numerator);
    const sum = (exact + parts / 2n) / parts;
    lines[line] = sum - total;
    total = sum;
  }
  return { total, lines };
}
