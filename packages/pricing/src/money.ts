/** The smallest stored amount, 1e-12 USD, is 1; Decimal(18, 12) holds this many digits after the point. */
const digits = 12;

/** Decimal(18, 12) has six digits before the point. */
const limit = 10n ** 18n;

/**
 * A price as an integer in 1e-12 USD: decimal text with up to 12 decimals exactly, a number of a price list where it has up to
 * 12 decimals and is below 1,000 USD.
 */
export function picodollars(price: number | string): bigint {
  const [whole = '', fraction = ''] = (typeof price === 'number' ? price.toFixed(digits) : price).split('.');
  return BigInt(whole + fraction.padEnd(digits, '0'));
}

/** An amount in 1e-12 USD as decimal text without needless zeros: `0`, `0.000285`, `12.5`. */
export function decimalText(amount: bigint): string {
  const padded = amount.toString().padStart(digits + 1, '0');
  const fraction = padded.slice(-digits).replace(/0+$/, '');
  const whole = padded.slice(0, -digits);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** Whether the cost column can hold the amount. */
export function isStorable(amount: bigint): boolean {
  return amount < limit;
}
