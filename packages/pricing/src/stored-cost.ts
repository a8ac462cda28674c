import type { RequestRow } from '@tallystick/log';
import { estimatedCost, unknownCost } from '@tallystick/log/call-values';
import type { Price } from './price.ts';

/** A price as a row has it. */
export interface StoredCost extends Pick<RequestRow, 'cost_usd' | 'cost_breakdown' | 'cost_source'> {
  /** What the row is to warn of, '' for nothing. */
  warning: string;
}

/** How the warnings of a row begin that say why its cost is what it is. */
export const costWarnings: readonly string[] = [unknownCost, estimatedCost];

/** What a row has of a price. That of estimated tokens is an estimate, and where no tokens are known nobody wonders about the cost. */
export function storedCostOf(price: Price, tokensSource: RequestRow['tokens_source']): StoredCost {
  return {
    cost_usd: price.costUsd,
    cost_breakdown: price.breakdown,
    cost_source: price.source === 'priced' && tokensSource === 'estimated' ? 'estimated' : price.source,
    warning: tokensSource === 'unknown' ? '' : warningOf(price),
  };
}

function warningOf(price: Price): string {
  if (price.source === 'unknown') return unknownCost + price.reason;
  return price.source === 'estimated' ? estimatedCost + price.reason : '';
}
