export {
  type DeadLetterAnswer,
  dropDeadLetters,
  getDeadLetter,
  getDeadLetterContent,
  listDeadLetters,
  replayDeadLetters,
} from './dead-letters.ts';
export {
  type DeletionAnswer,
  deletedThings,
  deleteRequest,
  deleteSession,
  deleteUser,
  getDeletion,
  listDeletions,
} from './deletions.ts';
export { displayNameSchema } from './display-name.ts';
export { type Edits, feedbackSchema, propertiesSchema, propertySchema, scoresSchema } from './edits.ts';
export { exportRequests, exportTypes } from './export-requests.ts';
export { type GapsAnswer, getGaps } from './gaps.ts';
export { type Bodies, getRequest } from './get-request.ts';
export { getSession } from './get-session.ts';
export { queryModels } from './groups/query-models.ts';
export { queryPrompts } from './groups/query-prompts.ts';
export { queryProperties } from './groups/query-properties.ts';
export { queryPropertyValues } from './groups/query-property-values.ts';
export { querySessions } from './groups/query-sessions.ts';
export { queryUsers } from './groups/query-users.ts';
export { getHealth, type HealthAnswer } from './health.ts';
export { createKey, type KeyAnswer, listKeys, revokeKey } from './keys.ts';
export { listAuditLines } from './list-audit-lines.ts';
export { listMembers, putMember, removeMember } from './members.ts';
export { agoPattern } from './moment.ts';
export { type Outcomes, outcomesSchema } from './outcomes.ts';
export {
  findMissingPrices,
  listPrices,
  type MissingPriceAnswer,
  type PriceAnswer,
  removePrice,
  setPrice,
} from './prices.ts';
export { queryDifference } from './query-difference.ts';
export { queryMetrics } from './query-metrics.ts';
export { queryRequests } from './query-requests.ts';
export { reportSpending } from './report-spending.ts';
export { type RepriceAnswer, reprice } from './reprice.ts';
export { changeProperties, giveFeedbackOnRequest, listEdits, scoreRequest } from './request-edits.ts';
export { createSignInLink, getOwnSession, signIn, signOut } from './session.ts';
export { giveFeedbackOnSession, listSessionEdits, scoreSession } from './session-edits.ts';
export { getSettings, organisationSchema, renameOrganisation } from './settings.ts';
export {
  errorResponses,
  idSchema,
  jsonOf,
  organisationField,
  organisationQuery,
  requestIdParam,
  sessionIdParam,
} from './shared.ts';
export { streamRequests } from './stream-requests.ts';
export { createView, deleteView, listViews } from './views.ts';
