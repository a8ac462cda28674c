import { startClickHouse } from '@tallystick/clickhouse-embedded';
import type { TestProject } from 'vitest/node';
import { startFailingProxy } from './failing-proxy.ts';
import { startListServer } from './list-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    clickhouseUrl: string;
    proxies: Record<ProxyName, string>;
    listUrl: string;
  }
}

/** One for each test file that needs one. */
const proxyNames = ['failures', 'hanging', 'outages', 'replay', 'sweep', 'storms', 'edits'] as const;
export type ProxyName = (typeof proxyNames)[number];

/** A real ClickHouse without tables for the whole run, and in front of it proxies that fail on demand. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const clickhouse = await startClickHouse();
  const started = await Promise.all(
    proxyNames.map(async (name) => ({ name, ...(await startFailingProxy(clickhouse.url)) })),
  );
  const lists = await startListServer();
  project.provide('listUrl', lists.url);
  project.provide('clickhouseUrl', clickhouse.url);
  project.provide(
    'proxies',
    Object.fromEntries(started.map(({ name, url }) => [name, url])) as Record<ProxyName, string>,
  );
  return async () => {
    for (const { server } of [...started, lists]) {
      server.closeAllConnections();
      server.close();
    }
    await clickhouse.stop();
  };
}
