/** What the models of the suite cost, in 1e-12 USD per token: written down here, not read from where the product reads it. */
const prices = {
  'gpt-4o-mini': { input: 150_000, cache_read: 75_000, output: 600_000 },
  'gpt-5': { input: 1_250_000, cache_read: 125_000, output: 10_000_000 },
  'text-embedding-3-small': { input: 20_000, output: 0 },
  'claude-haiku-4-5': {
    input: 1_000_000,
    cache_read: 100_000,
    cache_write: 1_250_000,
    cache_write_1h: 2_000_000,
    output: 5_000_000,
  },
  'claude-sonnet-4-5': {
    input: 3_000_000,
    cache_read: 300_000,
    cache_write: 3_750_000,
    cache_write_1h: 6_000_000,
    output: 15_000_000,
  },
  'gemini-2.5-flash': { input: 300_000, cache_read: 30_000, output: 2_500_000 },
  'gemini-2.5-pro': { input: 1_250_000, cache_read: 125_000, output: 10_000_000 },
  'command-a-03-2025': { input: 2_500_000, output: 10_000_000 },
  'amazon.nova-lite-v1:0': { input: 60_000, output: 240_000 },
  'eu.anthropic.claude-sonnet-4-5-20250929-v1:0': { input: 3_300_000, cache_read: 330_000, output: 16_500_000 },
  'openai/gpt-oss-120b': { input: 150_000, cache_read: 75_000, output: 600_000 },
  'mistral-medium-latest': { input: 1_500_000, cache_read: 150_000, output: 7_500_000 },
  'magistral-medium-latest': { input: 2_000_000, output: 5_000_000 },
} as const;

export type PricedModel = keyof typeof prices;

/** Tokens by the line they are charged on. Lines without tokens are left out of a breakdown. */
export type Charges = Record<string, number>;

/** The cost columns of a call. */
export function costOf(
  model: PricedModel,
  charges: Charges,
): { cost_usd: string; cost_breakdown: Record<string, string> } {
  const rates: Record<string, number> = prices[model];
  let total = 0n;
  const breakdown: Record<string, string> = {};
  for (const [line, tokens] of Object.entries(charges)) {
    const rate = rates[line];
    if (rate === undefined) throw new Error(`${model} has no price for ${line}`);
    if (tokens === 0) continue;
    const cost = BigInt(tokens) * BigInt(rate);
    breakdown[line] = dollars(cost);
    total += cost;
  }
  return { cost_usd: dollars(total), cost_breakdown: breakdown };
}

/** 1e-12 USD as ClickHouse writes a Decimal: without zeros at the end. */
function dollars(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '');
}
