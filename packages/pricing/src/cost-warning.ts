import type { Price } from './price.ts';

/** How the warnings of a row begin that say why its cost is what it is. */
export const costWarnings: readonly string[] = ['unknown', 'estimated'].map(beginning);

/** What a row with tokens is to warn of; '' for nothing. */
export function costWarning(price: Price): string {
  return 'reason' in price ? beginning(price.source) + price.reason : '';
}

function beginning(source: string): string {
  return `the cost is ${source}: `;
}
