export * from './call-metrics.ts';
export * from './client.ts';
export * from './delete-calls.ts';
export * from './delete-organisation.ts';
export type { CallId } from './edited-calls.ts';
export { ClickHouseError, type ClickHouseErrorCode } from './errors.ts';
export * from './find-body-locations.ts';
export * from './find-gaps.ts';
export { findUnfolded, isFolded } from './find-unfolded.ts';
export { foldEdits } from './fold-edits.ts';
export * from './insert.ts';
export * from './insert-bodies.ts';
export * from './insert-edits.ts';
export { listEdits, listSessionEdits } from './list-edits.ts';
export { placeColumns, placeKey } from './place.ts';
export { type Asker, askerOf, exportLimits, type QuestionLimits, questionLimits } from './questions/asker.ts';
export { callsInOrder } from './questions/calls-in-order.ts';
export { type DifferenceAnswer, type DifferenceQuestion, readDifference } from './questions/difference.ts';
export { type ExportFormat, type ExportQuestion, exportRequests } from './questions/export-requests.ts';
export * from './questions/find-request.ts';
export { findRequestEnds } from './questions/find-request-ends.ts';
export * from './questions/follow-requests.ts';
export type { GroupValue } from './questions/groupings.ts';
export { models } from './questions/groups/models.ts';
export { prompts } from './questions/groups/prompts.ts';
export { properties } from './questions/groups/properties.ts';
export { propertyValues } from './questions/groups/property-values.ts';
export {
  type GroupPosition,
  type GroupRow,
  type GroupSortField,
  type Groups,
  type GroupsQuestion,
  groupPositionSchema,
  readGroups,
} from './questions/groups/read-groups.ts';
export { sessions } from './questions/groups/sessions.ts';
export { users } from './questions/groups/users.ts';
export {
  type ListAnswer,
  type ListQuestion,
  listRequests,
  type Position,
  positionSchema,
  printList,
} from './questions/list-requests.ts';
export { type Measure, measures } from './questions/measures.ts';
export { type MetricsAnswer, readMetrics } from './questions/metrics.ts';
export { type Grouping, type MetricsQuestion, metricsLimits } from './questions/metrics-question.ts';
export { findMissingPrices, type MissingPrice } from './questions/missing-prices.ts';
export type { Parameters } from './questions/parameters.ts';
export { QuestionError } from './questions/question-error.ts';
export * from './questions/read-session.ts';
export {
  type RequestAnswer,
  type RequestColumn,
  requestColumnNames,
  requestColumns,
} from './questions/request-columns.ts';
export type { Place } from './questions/scope.ts';
export { readSpending, type SpendingAnswer, type SpendingQuestion, spendingMeasures } from './questions/spending.ts';
export { type BucketSize, bucketSizes, dayStart } from './questions/time-buckets.ts';
export { type TimeZone, timeZoneNamed } from './questions/time-zone.ts';
export { readRetention } from './retention.ts';
export * from './server-state.ts';
export * from './service-token.ts';
export { insertTombstones } from './tombstones.ts';
export { type CallPrice, writePrices } from './write-prices.ts';
