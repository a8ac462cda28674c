import type { ModelPrice } from '@pydantic/genai-prices';

/** The name and the time by which the list has a model's price, or the price itself. */
export type DeepseekPrice = { name: string; at: number } | { prices: ModelPrice };

const day = 86_400_000;

/**
 * What `deepseek-chat` and `deepseek-reasoner` cost in turn: the list has the prices of early 2025 only. Since April 2026 both
 * were names of `deepseek-v4-flash`.
 * https://api-docs.deepseek.com/quick_start/pricing, https://api-docs.deepseek.com/updates
 */
const undatedNames = new Set(['deepseek-chat', 'deepseek-reasoner']);
const undatedPrices: readonly { since: number; prices: ModelPrice }[] = [
  { since: Date.UTC(2025, 8, 29), prices: { input_mtok: 0.28, cache_read_mtok: 0.028, output_mtok: 0.42 } },
  { since: Date.UTC(2025, 8, 5, 16), prices: { input_mtok: 0.56, cache_read_mtok: 0.07, output_mtok: 1.68 } },
];
const sinceV4 = Date.UTC(2026, 3, 24);

/** Where the list cannot say what DeepSeek's own page does, what to ask it instead. */
export function deepseekPrice(model: string, at: number): DeepseekPrice {
  if (!undatedNames.has(model)) return { name: model, at: model.startsWith('deepseek-v4') ? timeOfPrice(at) : at };
  if (at >= sinceV4) return { name: 'deepseek-v4-flash', at: timeOfPrice(at) };
  const own = undatedPrices.find(({ since }) => at >= since);
  return own ? { prices: own.prices } : { name: model, at };
}

/**
 * The hours of the day that cost twice, which the list has for every day and for ever, began on August 17, 2026, and since
 * August 23 there are none on Saturdays and Sundays in Beijing, which at these hours are those of UTC. Noon never costs twice.
 */
function timeOfPrice(at: number): number {
  const weekday = new Date(at).getUTCDay();
  const hasPeak = at >= Date.UTC(2026, 7, 17) && (at < Date.UTC(2026, 7, 23) || (weekday !== 0 && weekday !== 6));
  return hasPeak ? at : Math.floor(at / day) * day + day / 2;
}
