import { z } from '@hono/zod-openapi';

const count = z.int();
const tokens = z.int().nullable();
const milliseconds = z.number().nullable();
const time = z.iso.datetime();

/** What every group tells. A figure means what the measure of its name means: docs/api.md has them. */
export const totals = {
  requests: count.describe('calls, each counted where its last attempt is'),
  errors: count,
  cost_usd: z.string().nullable().describe('of all attempts, decimal text; null where none is known'),
  cost_unknown: count.describe('attempts whose cost is not known, and so not in cost_usd'),
  prompt_tokens: tokens,
  completion_tokens: tokens,
};

export const latencies = { latency_p50: milliseconds, latency_p95: milliseconds };
export const ttft_p50 = milliseconds;
export const tokens_per_second = z.number().nullable();
export const users = count.describe('different ones, within 2 %');
export const sessions = count.describe('different ones, within 2 %');
export const values = count.describe('different ones, within 2 %');

export const seen = {
  first_seen: time.describe('when the first of its calls in this time was made'),
  last_seen: time,
};

export const span = {
  started_at: time.describe('when its first call was made'),
  ended_at: time.describe('when the last of its answers had ended'),
  duration_ms: z.int(),
};

/** What is told of a session. */
export const session = {
  session_id: z.string(),
  session_name: z.string().describe('of the latest call that has one; empty when none has'),
  user_id: z.string().describe('of the latest call that has one; empty when none has'),
  models: z.array(z.string()).describe('that answered, the first ten by name'),
};
