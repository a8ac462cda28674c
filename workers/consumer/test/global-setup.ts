import { migrate } from '@tallystick/clickhouse/migrate';
import { startClickHouse } from '@tallystick/clickhouse-embedded';
import type { TestProject } from 'vitest/node';
import { startFailingProxy } from './failing-proxy.ts';

/** A real ClickHouse for the whole run, and a proxy in front of it that fails on demand. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const clickhouse = await startClickHouse();
  await migrate({ url: clickhouse.url });
  const proxy = await startFailingProxy(clickhouse.url);
  project.provide('clickhouseUrl', clickhouse.url);
  project.provide('proxyUrl', proxy.url);
  return async () => {
    proxy.server.closeAllConnections();
    proxy.server.close();
    await clickhouse.stop();
  };
}
