export * from './client.ts';
export { ClickHouseError, type ClickHouseErrorCode } from './errors.ts';
export * from './insert.ts';
export * from './insert-bodies.ts';
export { readRetention } from './retention.ts';
export * from './service-token.ts';
