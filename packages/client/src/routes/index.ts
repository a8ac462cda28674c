export {
  type Edits,
  feedbackSchema,
  propertiesSchema,
  propertySchema,
  requestIdParam,
  scoresSchema,
  sessionIdParam,
} from './edits.ts';
export { type Bodies, getRequest } from './get-request.ts';
export { agoPattern } from './moment.ts';
export { queryDifference } from './query-difference.ts';
export { queryMetrics } from './query-metrics.ts';
export { queryRequests } from './query-requests.ts';
export { changeProperties, giveFeedbackOnRequest, listEdits, scoreRequest } from './request-edits.ts';
export { giveFeedbackOnSession, listSessionEdits, scoreSession } from './session-edits.ts';
export { errorResponses, idSchema, jsonOf, organisationField, organisationQuery } from './shared.ts';
