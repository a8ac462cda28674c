export { type Bodies, getRequest } from './get-request.ts';
export { agoPattern } from './moment.ts';
export { queryDifference } from './query-difference.ts';
export { queryMetrics } from './query-metrics.ts';
export { queryRequests } from './query-requests.ts';
export { errorResponses, idSchema, jsonOf, organisationField } from './shared.ts';
export { streamRequests } from './stream-requests.ts';
