import type { CallPrice, Place, RequestAnswer } from '@tallystick/clickhouse';
import type { RepriceAnswer } from '@tallystick/client/routes';
import {
  decimalText,
  detailsOf,
  type OwnPrices,
  type PriceQuestion,
  picodollars,
  price,
  questionOf,
  type StoredCost,
  storedCostOf,
} from '@tallystick/pricing';

/** What is read of a call to price it again. */
export const pricedColumns = [
  'created_at',
  'request_id',
  'isolate_id',
  'isolate_seq',
  'provider',
  'model',
  'target_host',
  'service_tier',
  'prompt_tokens',
  'completion_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'prompt_audio_tokens',
  'completion_audio_tokens',
  'reasoning_tokens',
  'tokens_source',
  'usage_details',
  'price_details',
  'cost_usd',
  'cost_breakdown',
  'cost_source',
  'cached',
] as const;

/** All of these columns were asked for. */
export type PricedCall = Place & Required<Pick<RequestAnswer, (typeof pricedColumns)[number]>>;

interface ModelSums {
  provider: string;
  model: string;
  calls: number;
  changed: number;
  left: number;
  /** 1e-12 USD */
  before: bigint;
  after: bigint;
  unknownBefore: number;
  unknownAfter: number;
}

/**
 * Prices calls again, as of the time of each.
 *
 * @returns those whose cost is another now, and what that comes to by model
 */
export function priceAgain(
  calls: readonly RequestAnswer[],
  ownPrices: OwnPrices,
): { changed: CallPrice[]; models: RepriceAnswer['models'] } {
  const sums = new Map<string, ModelSums>();
  const changed: CallPrice[] = [];
  // All columns were asked for.
  for (const call of calls as readonly PricedCall[]) {
    const { provider, model } = call;
    const key = JSON.stringify([provider, model]);
    const none = { calls: 0, changed: 0, left: 0, before: 0n, after: 0n, unknownBefore: 0, unknownAfter: 0 };
    const sum = sums.get(key) ?? { provider, model, ...none };
    sums.set(key, sum);
    const other = pricedAgain(call, ownPrices);
    sum.calls += 1;
    if (other === 'left') sum.left += 1;
    else if (other) {
      sum.changed += 1;
      changed.push(other);
    }
    const after = other && other !== 'left' ? other.cost_usd : call.cost_usd;
    sum.before += picodollars(call.cost_usd ?? '0');
    sum.after += picodollars(after ?? '0');
    if (call.cost_usd === null) sum.unknownBefore += 1;
    if (after === null) sum.unknownAfter += 1;
  }
  const models = Array.from(sums.values(), ({ before, after, unknownBefore, unknownAfter, ...sum }) => ({
    ...sum,
    cost_before: decimalText(before),
    cost_after: decimalText(after),
    unknown_before: unknownBefore,
    unknown_after: unknownAfter,
  }));
  return { changed, models };
}

/** @returns undefined where the cost stays what it is; `left` where it cannot be told anew, or nothing was asked of a provider */
function pricedAgain(call: PricedCall, ownPrices: OwnPrices): CallPrice | 'left' | undefined {
  const question = askedOf(call);
  if (!question) return 'left';
  const answer = price(question, ownPrices);
  const cost = storedCostOf(answer, call.tokens_source);
  if (isSame(call, cost)) return undefined;
  const { created_at, request_id, isolate_id, isolate_seq, cost_usd, cost_source } = call;
  return {
    ...{ created_at, request_id, isolate_id, isolate_seq },
    ...cost,
    price_details: detailsOf(question, call.model, answer).price_details,
    before: { cost_usd, cost_source },
  };
}

/** @returns undefined where the row does not tell all that decides its price, or nothing was asked of a provider */
export function askedOf(call: PricedCall): PriceQuestion | undefined {
  return call.cached ? undefined : questionOf({ ...call, at: Date.parse(call.created_at) });
}

function isSame(call: PricedCall, { cost_usd, cost_source, cost_breakdown }: StoredCost): boolean {
  if (cost_source !== call.cost_source) return false;
  // What a provider reported is in the row as it was, and nothing tells it better.
  if (cost_source === 'provider') return true;
  const lines = Object.entries(cost_breakdown);
  return (
    cost_usd === call.cost_usd &&
    lines.length === Object.keys(call.cost_breakdown).length &&
    lines.every(([line, usd]) => call.cost_breakdown[line] === usd)
  );
}
