import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Testbed } from './testbed.ts';

const tally = fileURLToPath(new URL('../../packages/cli/src/tally.ts', import.meta.url));

/**
 * Lets `demo` make its thirty days in the testbed, as it does beside a `dev` that runs.
 *
 * @param calls about how many
 * @returns where they end, Unix ms
 */
export async function runDemo({ stack }: Testbed, calls: number): Promise<number> {
  const { edgeUrl, consoleUrl, clickhouse, organisation, dataDir } = stack;
  const dev = { edgeUrl, consoleUrl, clickhouseUrl: clickhouse.url, organisation };
  await writeFile(join(dataDir, 'dev.json'), JSON.stringify(dev));
  await promisify(execFile)(process.execPath, [tally, 'demo', '--calls', String(calls), '--live', '0'], {
    env: { PATH: process.env.PATH, HOME: dataDir, TALLY_DATA_DIR: dataDir },
  });
  const { until } = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8'));
  return until;
}
