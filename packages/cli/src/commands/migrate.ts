import { join } from 'node:path';
import { ClickHouseError, type ClickHouseErrorCode } from '@tallystick/clickhouse';
import { migrate as applyMigrations } from '@tallystick/clickhouse/migrate';
import { Command } from 'commander';
import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { readDataFile } from '../console/access.ts';
import { clickhouseAccess, retention } from '../dev/settings.ts';

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
    try {
      await applyMigrations({ ...access, retention: retention(process.env), onProgress });
    } catch (error) {
      if (!(error instanceof ClickHouseError)) throw error;
      throw new CommandError(explain(error, new URL(access.url).origin), { cause: error });
    }
    if (upToDate) console.log('up to date');
  });

const advice: Partial<Record<ClickHouseErrorCode, string>> = {
  network: 'nobody answers there: check CLICKHOUSE_URL, or start "npx pnpm@12 dev"',
  timeout: 'no answer in time: run it again, it goes on where it stopped',
  auth: 'refused: check CLICKHOUSE_USER, CLICKHOUSE_PASSWORD and the rights of that user',
};

/** Migrations hold no rows, so ClickHouse's own words may be shown here. */
function explain({ code, message, detail }: ClickHouseError, origin: string): string {
  return `ClickHouse at ${origin}: ${advice[code] ?? (detail.split('\n')[0] || message)}`;
}

async function devClickHouse({ TALLY_DATA_DIR }: NodeJS.ProcessEnv): Promise<string> {
  return (await readDataFile(join(TALLY_DATA_DIR || '.tally', 'dev.json'), devSchema)).clickhouseUrl;
}
