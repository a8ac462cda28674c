export * from './call-metrics.ts';
export * from './client.ts';
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
export { type Asker, askerOf, type QuestionLimits, questionLimits } from './questions/asker.ts';
export * from './questions/find-request.ts';
export * from './questions/list-requests.ts';
export {
  type RequestAnswer,
  type RequestColumn,
  requestColumnNames,
  requestColumns,
} from './questions/request-columns.ts';
export { readRetention } from './retention.ts';
export * from './server-state.ts';
export * from './service-token.ts';
export { insertTombstones } from './tombstones.ts';
