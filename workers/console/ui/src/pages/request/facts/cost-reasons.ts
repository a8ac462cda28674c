import type { RequestAnswer } from '@tallystick/client';
import { estimatedCost, notEstimated, unknownCost } from '@tallystick/log/call-values';

type Call = Pick<RequestAnswer['request'], 'warnings' | 'tokens_source'>;

/** Why a call has no cost, in sentences: first of the price, then of the tokens that were not counted. */
export function whyUnknown(call: Call): string {
  const told = call.tokens_source === 'unknown' ? 'the provider told no tokens' : undefined;
  const reason = warningOf(call, unknownCost) ?? told;
  const cost = reason === undefined ? 'The cost is unknown.' : `The cost is unknown: ${reason}.`;
  const sides = Object.values(notEstimated).flatMap((beginning) => {
    const why = warningOf(call, beginning);
    return why === undefined ? [] : [`${beginning.slice(0, 1).toUpperCase()}${beginning.slice(1)}${why}.`];
  });
  return [cost, ...sides].join(' ');
}

/** `: why`, where the bill may differ from an estimate and that is not for its tokens. */
export function doubtOf(call: Call): string {
  const doubt = warningOf(call, estimatedCost);
  return doubt === undefined ? '' : `: ${doubt}`;
}

/** The warnings of a call that its receipt does not tell. */
export function otherWarnings({
  warnings,
  cost_usd,
}: Pick<RequestAnswer['request'], 'warnings' | 'cost_usd'>): string[] {
  const told = [unknownCost, estimatedCost, ...(cost_usd === null ? Object.values(notEstimated) : [])];
  return warnings.filter((warning) => !told.some((beginning) => warning.startsWith(beginning)));
}

function warningOf({ warnings }: Call, beginning: string): string | undefined {
  return warnings.find((warning) => warning.startsWith(beginning))?.slice(beginning.length);
}
