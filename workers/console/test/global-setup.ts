import { migrate } from '@tallystick/clickhouse/migrate';
import { startClickHouse } from '@tallystick/clickhouse-embedded';
import type { TestProject } from 'vitest/node';
import { buildPage } from '../ui/build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    clickhouseUrl: string;
  }
}

/** A real ClickHouse for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // wrangler.toml names the folder.
  await buildPage();
  const clickhouse = await startClickHouse();
  await migrate({ url: clickhouse.url });
  project.provide('clickhouseUrl', clickhouse.url);
  return () => clickhouse.stop();
}
