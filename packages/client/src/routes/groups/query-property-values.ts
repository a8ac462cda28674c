import { z } from '@hono/zod-openapi';
import { latencies, seen, totals, users } from './figures.ts';
import { groupsRoute } from './groups-route.ts';

export const queryPropertyValues = groupsRoute({
  path: '/v1/properties/values/query',
  name: 'PropertyValues',
  summary: 'Values of a property: what each cost',
  told: { value: z.string() },
  figures: { ...totals, ...latencies, users, ...seen },
  sort: 'cost_usd',
  asked: { property: z.string().describe('its name') },
});
