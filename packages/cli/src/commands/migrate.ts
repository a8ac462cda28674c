import { join } from 'node:path';
import { Command } from 'commander';
import * as z from 'zod';
import { readDataFile } from '../console/access.ts';
import { clickhouseAccess, retention } from '../dev/settings.ts';
import { migrateTables } from '../stack/tables.ts';

const devSchema = z.object({ clickhouseUrl: z.url() });

export const migrate = new Command('migrate')
  .addHelpText(
    'after',
    `
The server is that of CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD and CLICKHOUSE_DATABASE, or else the one that dev runs here.
REQUESTS_TTL_DAYS and BODIES_TTL_DAYS say for how many days rows are kept (0: for good); without them, as before.`,
  )
  .action(async () => {
    const access = clickhouseAccess(process.env) ?? { url: await devClickHouse(process.env) };
    let upToDate = true;
    const onProgress = (step: string) => {
      upToDate = false;
      console.log(step);
    };
    await migrateTables({ ...access, retention: retention(process.env), onProgress });
    if (upToDate) console.log('up to date');
  });

async function devClickHouse({ TALLY_DATA_DIR }: NodeJS.ProcessEnv): Promise<string> {
  return (await readDataFile(join(TALLY_DATA_DIR || '.tally', 'dev.json'), devSchema)).clickhouseUrl;
}
