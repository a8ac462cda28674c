/**
 * USD as people read them: `$12.40`, `$0.0523`, and below a cent four significant digits, `$0.0002850`.
 *
 * @param decimal text as the API answers it; null is unknown
 */
export function money(decimal: string | null): string {
  if (decimal === null) return unknown;
  const usd = Number(decimal);
  if (usd < 0) return `−${money(decimal.replace('-', ''))}`;
  if (usd === 0) return '$0.00';
  if (usd < 0.000001) return '< $0.000001';
  if (usd < 0.01)
    return `$${usd.toLocaleString('en-US', { minimumSignificantDigits: 4, maximumSignificantDigits: 4 })}`;
  const decimals = usd < 1 ? 4 : 2;
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}`;
}

/** All its digits, for those who want to know: `$0.000285`. */
export function exactMoney(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return `$${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** What stands where a value is not known. */
export const unknown = '–';
