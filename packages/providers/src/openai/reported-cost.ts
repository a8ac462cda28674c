import { type Fields, object } from '../reading/fields.ts';

/** xAI counts in ten-billionths of a dollar. */
const ticksPerUsd = 1e10;

/**
 * What an answer's usage says that the call cost, in USD; null when it does not say. Whether to believe it depends on who says it.
 *
 * - xAI: https://docs.x.ai/developers/cost-tracking
 * - Perplexity: https://github.com/perplexityai/perplexity-node/blob/main/src/resources/shared.ts
 * - OpenRouter: https://openrouter.ai/docs/use-cases/usage-accounting. With a key of one's own, `cost` is its fee only, and what
 *   the provider behind it bills is added. Older answers do not say whose key it was; but nobody sells below cost.
 * - Vercel, as OpenRouter, with what it charges for its own services beside that: https://vercel.com/docs/ai-gateway/pricing
 */
export function readReportedCost(usage: Fields): number | null {
  const { cost, cost_in_usd_ticks, is_byok, surcharge_cost } = usage;
  if (isAmount(cost_in_usd_ticks)) return cost_in_usd_ticks / ticksPerUsd;
  const { total_cost } = object(cost);
  if (isAmount(total_cost)) return total_cost;
  if (!isAmount(cost)) return null;
  const own = isAmount(surcharge_cost) ? cost + surcharge_cost : cost;
  const upstream = object(usage.cost_details).upstream_inference_cost;
  if (is_byok === true) return isAmount(upstream) ? own + upstream : null;
  return is_byok !== false && isAmount(upstream) && upstream > cost ? own + upstream : own;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
