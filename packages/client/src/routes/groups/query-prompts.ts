import { z } from '@hono/zod-openapi';
import { latencies, seen, totals, users } from './figures.ts';
import { groupsRoute } from './groups-route.ts';

export const queryPrompts = groupsRoute({
  path: '/v1/prompts/query',
  name: 'Prompts',
  summary: 'Prompts: what the calls made from each cost, and how fast they were answered',
  told: { prompt_id: z.string() },
  figures: { ...totals, ...latencies, users, ...seen },
  sort: 'cost_usd',
  asked: {},
});
