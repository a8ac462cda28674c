import { startClickHouse } from '@tallystick/clickhouse-embedded';
import type { TestProject } from 'vitest/node';
import { buildPage } from '../ui/build.ts';
import { startAccess } from './access.ts';

declare module 'vitest' {
  interface ProvidedContext {
    clickhouseUrl: string;
    accessUrl: string;
    accessKey: string;
  }
}

/** A real ClickHouse without tables, and what stands for Cloudflare Access, for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // wrangler.toml names the folder.
  await buildPage();
  const clickhouse = await startClickHouse();
  project.provide('clickhouseUrl', clickhouse.url);
  const access = await startAccess();
  project.provide('accessUrl', access.url);
  project.provide('accessKey', access.privateKey);
  return async () => {
    access.stop();
    await clickhouse.stop();
  };
}
