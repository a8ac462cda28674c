export type { ClickHouseUser } from './config.ts';
export { ClickHouseStartError, type StartErrorCode } from './errors.ts';
export { type EmbeddedClickHouse, type StartOptions, startClickHouse } from './start.ts';
