// Apart from the schemas of prices, since the web page needs these and not the library that schemas are written with.
import type { OwnAmount, OwnPrice } from './own-prices.ts';

/** The option of `tally prices set` that sets a price: `cache_read_mtok` is `--cache-read`. */
export function priceOption(key: string): string {
  return `--${key.replace(/_(?:mtok|kcount)$/, '').replaceAll('_', '-')}`;
}

/** Prices as the options that set them: `--input 3 --output 12`. */
export function formatPrices(prices: OwnPrice['prices']): string {
  return Object.entries(prices)
    .map(([key, amount]) => `${priceOption(key)} ${formatAmount(amount)}`)
    .join(' ');
}

function formatAmount(amount: OwnAmount): string {
  if (typeof amount === 'string') return amount;
  return [amount.base, ...amount.tiers.map(({ start, price }) => `${start}:${price}`)].join(',');
}

/**
 * The line of a shell that completes an own price, or sets one, with `…` for each price that it lacks. Whoever called a model named it: nothing
 * of the name can become a command.
 *
 * @param from ISO 8601; null for all calls
 */
export function setPriceLine(
  provider: string,
  {
    model,
    from,
    prices,
    lacking,
  }: { model: string; from: string | null; prices: OwnPrice['prices']; lacking: readonly string[] },
): string {
  const name = `${provider}/${model}`;
  const word = /^[\w./:@-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
  const options = [
    formatPrices(prices),
    ...lacking.map((key) => `${priceOption(key)} …`),
    from === null ? '' : `--from ${from}`,
  ];
  return `npx pnpm@12 tally prices set ${[word, ...options].filter(Boolean).join(' ')}`;
}
