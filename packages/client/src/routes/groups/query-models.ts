import { z } from '@hono/zod-openapi';
import { latencies, seen, tokens_per_second, totals, ttft_p50, users } from './figures.ts';
import { groupsRoute } from './groups-route.ts';

export const queryModels = groupsRoute({
  path: '/v1/models/query',
  name: 'Models',
  summary: 'Models: what they cost, how fast they answer, how often they fail',
  told: {
    provider: z.string(),
    model: z.string().describe('that answered; where none did, the one that was asked for'),
  },
  figures: { ...totals, ...latencies, ttft_p50, tokens_per_second, users, ...seen },
  sort: 'cost_usd',
  asked: {},
});
