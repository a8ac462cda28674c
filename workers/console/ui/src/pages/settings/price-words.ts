import type { OwnPrice } from '@tallystick/client';
import { count } from '../../format/numbers.ts';

/** Prices for people: `input $1.25, above 200,000 tokens of prompt $2.5`. */
export function priceWords(prices: OwnPrice['prices']): string[] {
  return Object.entries(prices).map(([key, amount]) => {
    const name = key.replace(/_(?:mtok|kcount)$/, '').replaceAll('_', ' ');
    if (typeof amount === 'string') return `${name} $${amount}`;
    const tiers = amount.tiers.map(({ start, price }) => `above ${count(start)} tokens of prompt $${price}`);
    return [`${name} $${amount.base}`, ...tiers].join(', ');
  });
}
