import { z } from '@hono/zod-openapi';
import { seen, totals, values } from './figures.ts';
import { groupsRoute } from './groups-route.ts';

export const queryProperties = groupsRoute({
  path: '/v1/properties/query',
  name: 'Properties',
  summary: 'Names of properties, with how many values each has',
  told: { name: z.string(), frequent_values: z.array(z.string()).describe('the five most frequent, or fewer') },
  figures: { ...totals, values, ...seen },
  sort: 'requests',
  asked: {},
});
