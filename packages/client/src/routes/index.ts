export { type Bodies, getRequest } from './get-request.ts';
export { agoPattern } from './moment.ts';
export { queryRequests } from './query-requests.ts';
export { errorResponses, idSchema, jsonOf, organisationField } from './shared.ts';
