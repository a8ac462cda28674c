import { startClickHouse } from '@tallystick/clickhouse-embedded';
import { afterAll } from 'vitest';
import { createClickHouse } from '../index.ts';
import { migrate } from '../migrate.ts';

const server = await startClickHouse();
afterAll(() => server.stop());
await migrate({ url: server.url });

/** A migrated database: each file of tests that imports this has one of its own. */
export const clickhouse = createClickHouse({ url: server.url });
/** The same, for many statements at once, which take a busy machine longer than a client waits. */
export const patient = createClickHouse({ url: server.url, timeout: 200_000 });
/** Where its server is asked. */
export const serverUrl = server.url;
