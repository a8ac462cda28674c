/** The smallest stored amount, 1e-12 USD, is 1; Decimal(18, 12) holds this many digits after the point. */
const digits = 12;

/** Decimal(18, 12) has six digits before the point. */
const limit = 10n ** 18n;

/** A number of a price list as an integer in 1e-12 USD: exact for prices with up to 12 decimals below 1,000 USD. */
export function picodollars(price: number): bigint {
  return BigInt(price.toFixed(digits).replace('.', ''));
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
