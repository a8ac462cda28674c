import { z } from '@hono/zod-openapi';
import { seen, sessions, totals } from './figures.ts';
import { groupsRoute } from './groups-route.ts';

export const queryUsers = groupsRoute({
  path: '/v1/users/query',
  name: 'Users',
  summary: 'Users: what they cost, how often they called, when first and last',
  told: { user_id: z.string() },
  figures: { ...totals, sessions, ...seen },
  sort: 'cost_usd',
  asked: {},
});
