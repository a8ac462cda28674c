import { session, span, totals } from './figures.ts';
import { groupsRoute } from './groups-route.ts';

export const querySessions = groupsRoute({
  path: '/v1/sessions/query',
  name: 'Sessions',
  summary: 'Sessions: what they cost, how long they took, which models they used',
  told: session,
  figures: { ...totals, ...span },
  sort: 'started_at',
  asked: {},
});
