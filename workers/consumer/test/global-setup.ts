import { migrate } from '@tallystick/clickhouse/migrate';
import { startClickHouse } from '@tallystick/clickhouse-embedded';
import type { TestProject } from 'vitest/node';
import { startFailingProxy } from './failing-proxy.ts';

declare module 'vitest' {
  interface ProvidedContext {
    clickhouseUrl: string;
    proxyUrl: string;
    hangingProxyUrl: string;
  }
}

/** A real ClickHouse for the whole run, and in front of it two proxies that fail on demand: one for each file that uses one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const clickhouse = await startClickHouse();
  await migrate({ url: clickhouse.url });
  const proxy = await startFailingProxy(clickhouse.url);
  const hanging = await startFailingProxy(clickhouse.url);
  project.provide('clickhouseUrl', clickhouse.url);
  project.provide('proxyUrl', proxy.url);
  project.provide('hangingProxyUrl', hanging.url);
  return async () => {
    for (const { server } of [proxy, hanging]) {
      server.closeAllConnections();
      server.close();
    }
    await clickhouse.stop();
  };
}
